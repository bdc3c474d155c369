"""Athletes' states in the online store (view `athlete_state`, one row per `user_id|learner`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from infra.settings import Settings
from infra.unguarded import unguarded
from models.policy.state import AthleteState

VIEW = "athlete_state"
CHUNK = 200
"""Rows a write: short transactions leave room for the other writers of one SQLite file."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ServedState:
    """A state as decisions read it."""

    version: int
    """Grows by one at each publish of the row."""
    state: AthleteState


def entity(user_id: str, learner: str) -> str:
    """Return the key of an athlete's row."""
    return f"{user_id}|{learner}"


def read_states(settings: Settings, learner: str, users: Sequence[str]) -> dict[str, ServedState]:
    """Return the served states of some athletes; who has none is left out."""
    store = _store(settings)
    found: dict[str, ServedState] = {}
    for part in _chunks(users):
        answer = store.get_online_features(
            features=[f"{VIEW}:{name}" for name in ("state", "athlete_state_version", "state_day")],
            entity_rows=[{"user_learner": entity(user, learner)} for user in part],
        ).to_dict()
        columns = (answer["state"], answer["athlete_state_version"], answer["state_day"])
        for user, raw, version, day in zip(part, *columns, strict=True):
            if raw is not None:
                found[user] = ServedState(version, AthleteState.from_bytes(raw, day))
    return found


def publish_states(settings: Settings, learner: str, states: Mapping[str, AthleteState]) -> None:
    """Write every state with the next version of its row."""
    store = _store(settings)
    held = read_states(settings, learner, list(states))
    rows = [
        _row(entity(user, learner), state, (held[user].version if user in held else 0) + 1)
        for user, state in states.items()
    ]
    for part in _chunks(rows):
        store.write_to_online_store(VIEW, pd.DataFrame(list(part)))


def _row(key: str, state: AthleteState, version: int) -> dict[str, Any]:
    return {
        "user_learner": key,
        "state": state.to_bytes(),
        "athlete_state_version": version,
        "state_day": state.day,
        # the version is the event time: strictly increasing, whatever the clocks say
        "event_timestamp": EPOCH + timedelta(microseconds=version),
    }


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _store(settings: Settings) -> Any:
    with unguarded():
        from feast import FeatureStore, RepoConfig

    return FeatureStore(config=RepoConfig(**settings.feast_config()))
