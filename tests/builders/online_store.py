"""A real Feast online store (SQLite) with a row per athlete, for tests and benchmarks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from models.domain.decisions import ACTIONS, FEATURE_SERVICE, PHI_DIM
from models.features.catalogue import DAILY
from models.features.live import FEATURES, PREFIX

SEEN = datetime(2026, 9, 30, 5, tzinfo=UTC)
WORN = datetime(2026, 9, 30, 6, tzinfo=UTC)
"""When the phone of who has one sent its last sample."""
STATE_BYTES = ACTIONS * (2 + PHI_DIM) * 8


def fill_online_store(
    config: dict[str, Any],
    user_ids: Sequence[str],
    learner: str,
    live: dict[str, dict[str, float]] | None = None,
) -> None:
    """Apply the views; write everyone's body and state, and the live rows that are given."""
    import pandas as pd
    from feast import FeatureStore, RepoConfig

    store = FeatureStore(config=RepoConfig(**config))
    store.apply(_definitions(Path(config["registry"]).parent))
    rng = np.random.default_rng(7)
    body = {feature.name: rng.uniform(0, 9, len(user_ids)) for feature in DAILY}
    daily = pd.DataFrame({"user_id": user_ids, "event_ts": SEEN, **body})
    state = pd.DataFrame(
        {
            "user_learner": [f"{user}|{learner}" for user in user_ids],
            "event_ts": datetime.fromtimestamp(3e-6, UTC),
            "state": [np.zeros(STATE_BYTES // 8).tobytes()] * len(user_ids),
            "athlete_state_version": 3,
            "state_day": 20_726,
        }
    )
    store.write_to_online_store("daily_features", daily)
    store.write_to_online_store("athlete_state", state)
    for user, values in (live or {}).items():
        row = {name: values.get(name) for name in FEATURES}
        columns = {f"{PREFIX}{name}": [value] for name, value in row.items()}
        head = {"user_id": [user], "event_ts": [WORN]}
        store.write_to_online_store("live_body", pd.DataFrame(head | columns))


def _definitions(folder: Path) -> list[Any]:
    from feast import Entity, FeatureService, FeatureView, Field, FileSource
    from feast.types import Bytes, Float64, Int64
    from feast.value_type import ValueType

    source = FileSource(path=str(folder / "rows.parquet"), timestamp_field="event_ts")
    athlete = Entity(name="athlete", join_keys=["user_id"], value_type=ValueType.STRING)
    learner = Entity(name="learner", join_keys=["user_learner"], value_type=ValueType.STRING)
    ttl = timedelta(days=30)
    daily = FeatureView(
        name="daily_features",
        entities=[athlete],
        ttl=ttl,
        schema=[Field(name=feature.name, dtype=Float64) for feature in DAILY],
        source=source,
    )
    state = FeatureView(
        name="athlete_state",
        entities=[learner],
        ttl=ttl,
        schema=[
            Field(name="state", dtype=Bytes),
            Field(name="athlete_state_version", dtype=Int64),
            Field(name="state_day", dtype=Int64),
        ],
        source=source,
    )
    live = FeatureView(
        name="live_body",
        entities=[athlete],
        ttl=ttl,
        schema=[Field(name=f"{PREFIX}{name}", dtype=Float64) for name in FEATURES],
        source=source,
    )
    service = FeatureService(name=FEATURE_SERVICE, features=[daily, state, live])
    return [athlete, learner, daily, state, live, service]
