"""What the online store knows of an athlete: body features and the learner's state."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from infra.unguarded import unguarded
from models.domain.decisions import FEATURE_SERVICE
from models.features.catalogue import DAILY
from models.features.live import FEATURES, PREFIX, Row, merged

if TYPE_CHECKING:
    from feast import FeatureStore

log = structlog.get_logger(__name__)

NOBODY = "warm-up"
REST_S = 5.0


@dataclass(frozen=True, slots=True)
class Online:
    """One athlete's online row."""

    daily: Mapping[str, float | None] = field(default_factory=dict)
    """Body features; live values stand in their places."""
    daily_at: datetime | None = None
    """Time of the newest of them."""
    live_at: datetime | None = None
    """Time of the live row; None while no phone or ring has sent anything."""
    state: bytes | None = None
    state_version: int = 0
    state_day: int | None = None
    available: bool = True
    """False: the store did not answer, so everything is missing."""


UNAVAILABLE = Online(available=False)


class FeatureReader(Protocol):
    """Where online rows come from: Feast, or a dictionary in tests."""

    def read(self, user_id: str, learner: str | None) -> Online:
        """Return an athlete's row; never raises."""
        ...

    def warm(self) -> None:
        """Pay for the first read before anyone waits for it."""
        ...


class Feast:
    """Read `plan_v2` from the online store, one row per request."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._store: FeatureStore | None = None
        self._service: Any = None
        self._rest_until = 0.0

    def warm(self) -> None:
        """Import Feast (9 s) and read one row; without a registry reads stay unavailable."""
        self.read(NOBODY, None)

    def read(self, user_id: str, learner: str | None) -> Online:
        """Return an athlete's row, or UNAVAILABLE when the store cannot answer."""
        if time.monotonic() < self._rest_until:
            return UNAVAILABLE
        entity = {"user_id": user_id, "user_learner": f"{user_id}|{learner}"}
        try:
            store = self._connected()
            answer = store.get_online_features(features=self._service, entity_rows=[entity])
        except Exception as error:  # noqa: BLE001 - any store's driver may fail in its own way
            log.warning("features_unavailable", error=f"{type(error).__name__}: {error}")
            self._store = None
            # a store that is away must not cost every athlete its time-out
            self._rest_until = time.monotonic() + REST_S
            return UNAVAILABLE
        columns = answer.to_dict(include_event_timestamps=True)
        return _online({name: values[0] for name, values in columns.items()})

    def _connected(self) -> "FeatureStore":
        if self._store is None:
            with unguarded():
                from feast import FeatureStore, RepoConfig

            store = FeatureStore(config=RepoConfig(**self._config))
            self._service = store.get_feature_service(FEATURE_SERVICE)
            self._store = store
        return self._store


def _online(row: Mapping[str, Any]) -> Online:
    live = _row(row, FEATURES, PREFIX)
    body = merged(_row(row, [feature.name for feature in DAILY]), live)
    version = row.get("athlete_state_version")
    return Online(
        daily=body.values,
        daily_at=body.at,
        live_at=live.at,
        state=row.get("state"),
        state_version=int(version) if version is not None else 0,
        state_day=row.get("state_day"),
    )


def _row(row: Mapping[str, Any], names: Sequence[str], prefix: str = "") -> Row:
    """Return one view's features by our names, and the time of its row."""
    times = (row.get(f"{prefix}{name}__ts") for name in names)
    at = next((_time(t) for t in times if t), None)
    return Row({name: _number(row.get(f"{prefix}{name}")) for name in names}, at)


def _number(value: float | None) -> float | None:
    """Return the value; a store that was filled from pandas says NaN for missing."""
    return None if value is None or math.isnan(value) else float(value)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
