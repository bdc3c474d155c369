"""Online against offline: each athlete's row as the API reads it, and as the lake has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.settings import Settings
from jobs.materialize import feature_store
from jobs.tables import read_arrow
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY
from serving.features import Feast

Rows = Mapping[str, Mapping[str, float | None]]
NAMES = [feature.name for feature in DAILY]


@dataclass(frozen=True, slots=True)
class Parity:
    """How far two stores are apart."""

    largest: float
    """Largest absolute difference of a value that both have."""
    one_sided: int
    """Values that only one of the two has."""
    values: int
    """Values that both have."""


def compared(one: Rows, other: Rows) -> Parity:
    """Compare every feature of every athlete of either."""
    pairs = [
        (one.get(user, {}).get(name), other.get(user, {}).get(name))
        for user in one.keys() | other.keys()
        for name in NAMES
    ]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    alone = sum((a is None) != (b is None) for a, b in pairs)
    return Parity(max((abs(a - b) for a, b in both), default=0.0), alone, len(both))


def online_rows(settings: Settings, users: Sequence[str]) -> Rows:
    """Return what a decision would read of each athlete, one request each."""
    reader = Feast(settings.feast_config())
    return {user: reader.read(user, None).daily for user in users}


def newest_rows(settings: Settings) -> Rows:
    """Return each athlete's last day of gold, by delta-rs, which reads the table's own log."""
    table = read_arrow(DAILY_FEATURES, settings).sort_by(
        [("user_id", "ascending"), ("day", "ascending")]
    )
    users = table["user_id"].to_pylist()
    values = [table[name].to_pylist() for name in NAMES]
    rows = zip(*values, strict=True)
    return {user: dict(zip(NAMES, row, strict=True)) for user, row in zip(users, rows, strict=True)}


def historical_rows(settings: Settings, users: Sequence[str], at: datetime) -> Rows:
    """Return Feast's own point-in-time join as of one time."""
    import pandas as pd

    asked = pd.DataFrame({"user_id": list(users), "event_timestamp": at})
    refs = [f"{DAILY_FEATURES.name}:{name}" for name in NAMES]
    found = feature_store(settings).get_historical_features(asked, refs).to_df()
    return {row["user_id"]: {n: _known(row[n]) for n in NAMES} for row in found.to_dict("records")}


def _known(value: Any) -> float | None:
    return None if value != value else float(value)
