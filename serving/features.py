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
DAILY_NAMES = tuple(feature.name for feature in DAILY)


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
    """Read the feature service from the online store, one row per request."""

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
        return _online(answer.proto)

    def _connected(self) -> "FeatureStore":
        if self._store is None:
            with unguarded():
                from feast import FeatureStore, RepoConfig

            store = FeatureStore(config=RepoConfig(**self._config))
            self._service = store.get_feature_service(FEATURE_SERVICE)
            self._store = store
        return self._store


def _online(answer: Any) -> Online:
    """Return a row from Feast's message: its `to_dict` is a third of a wide read's time."""
    row = dict(zip(answer.metadata.feature_names.val, answer.results, strict=True))
    live = _row(row, FEATURES, PREFIX)
    body = merged(_row(row, DAILY_NAMES), live)
    version = _said(row.get("athlete_state_version"), "int64_val")
    return Online(
        daily=body.values,
        daily_at=body.at,
        live_at=live.at,
        state=_said(row.get("state"), "bytes_val"),
        state_version=version or 0,
        state_day=_said(row.get("state_day"), "int64_val"),
    )


def _row(row: Mapping[str, Any], names: Sequence[str], prefix: str = "") -> Row:
    """Return one view's features by our names, and the time of its row."""
    cells = [row.get(f"{prefix}{name}") for name in names]
    times = (cell.event_timestamps[0].seconds for cell in cells if cell is not None)
    at = next((_time(seconds) for seconds in times if seconds), None)
    return Row({name: _number(cell) for name, cell in zip(names, cells, strict=True)}, at)


def _number(cell: Any) -> float | None:
    """Return the value; a store that was filled from pandas says NaN for missing."""
    value: float | None = _said(cell, "double_val")
    return None if value is None or math.isnan(value) else value


def _said(cell: Any, kind: str) -> Any:
    """Return a cell's value of a kind; None for none, or for a service without that feature."""
    if cell is None or not cell.values[0].HasField(kind):
        return None
    return getattr(cell.values[0], kind)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
