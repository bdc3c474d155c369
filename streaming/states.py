"""Publish athletes' states: absolute, with a version that only grows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.settings import Settings
from infra.unguarded import unguarded
from models.policy.state import AthleteState

VIEW = "athlete_state"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHUNK = 200
"""Rows a write: short transactions leave room for the other writer of one SQLite file."""


class StatePublisher:
    """The one writer of a learner's rows while the stream runs."""

    def __init__(self, settings: Settings) -> None:
        with unguarded():
            from feast import FeatureStore, RepoConfig

        self._store: Any = FeatureStore(config=RepoConfig(**settings.feast_config()))
        self._versions: dict[str, int] = {}

    def publish(self, learner: str, states: Mapping[str, AthleteState]) -> dict[str, int]:
        """Write each athlete's state under the next version; return the versions."""
        import pandas as pd

        keys = {user: f"{user}|{learner}" for user in states}
        held = self._held(list(keys.values()))
        versions = {user: held[key] + 1 for user, key in keys.items()}
        rows = [_row(keys[user], states[user], version) for user, version in versions.items()]
        for part in _chunks(rows):
            self._store.write_to_online_store(VIEW, pd.DataFrame(list(part)))
        self._versions |= {keys[user]: version for user, version in versions.items()}
        return versions

    def forget(self, learner: str) -> None:
        """Ask the store again for a learner's versions: a job may have published its states."""
        end = f"|{learner}"
        self._versions = {k: v for k, v in self._versions.items() if not k.endswith(end)}

    def _held(self, keys: list[str]) -> dict[str, int]:
        """Return the last published versions; asked once, then this process knows them."""
        for part in _chunks([key for key in keys if key not in self._versions]):
            found = self._store.get_online_features(
                features=[f"{VIEW}:athlete_state_version"],
                entity_rows=[{"user_learner": key} for key in part],
            ).to_dict()["athlete_state_version"]
            self._versions |= {key: v or 0 for key, v in zip(part, found, strict=True)}
        return {key: self._versions[key] for key in keys}


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _row(key: str, state: AthleteState, version: int) -> dict[str, Any]:
    return {
        "user_learner": key,
        "state": state.to_bytes(),
        "athlete_state_version": version,
        "state_day": state.day,
        # the version is the event time: strictly increasing, whatever the clocks say
        "event_timestamp": EPOCH + timedelta(microseconds=version),
    }
