"""What the online store knows of an athlete: body features and the learner's state."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog

from infra.unguarded import unguarded
from models.domain.decisions import FEATURE_SERVICE
from models.features.catalogue import DAILY
from models.features.live import FEATURES, PREFIX, Row, merged

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


Cells = Mapping[str, tuple[Any, datetime]]
"""Feast's value of every feature that an athlete has, and the time of its view's row."""


@dataclass(frozen=True, slots=True)
class _Views:
    """The service's views with their keys, and the provider of Feast that reads them."""

    provider: Any
    config: Any
    views: Sequence[tuple[Any, str]]

    def cells(self, keys: Mapping[str, str]) -> Cells:
        """Return what the online store holds; a row that it lacks is left out."""
        found: dict[str, tuple[Any, datetime]] = {}
        for view, key in self.views:
            names = [feature.name for feature in view.features]
            asked = [_entity(key, keys[key])]
            ((at, row),) = self.provider.online_read(self.config, view, asked, names)
            found |= {name: (cell, at) for name, cell in (row or {}).items()}
        return found


class Feast:
    """Read the feature service from the online store, one row of each view per request.

    By Feast's provider: `get_online_features` builds its answer cell by cell, which took about half
    of the time of 222 features (decision 0022).
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._views: _Views | None = None
        self._rest_until = 0.0

    def warm(self) -> None:
        """Import Feast (9 s) and read one row; without a registry reads stay unavailable."""
        self.read(NOBODY, None)

    def read(self, user_id: str, learner: str | None) -> Online:
        """Return an athlete's row, or UNAVAILABLE when the store cannot answer."""
        if time.monotonic() < self._rest_until:
            return UNAVAILABLE
        keys = {"user_id": user_id, "user_learner": f"{user_id}|{learner}"}
        try:
            cells = self._connected().cells(keys)
        except Exception as error:  # noqa: BLE001 - any store's driver may fail in its own way
            log.warning("features_unavailable", error=f"{type(error).__name__}: {error}")
            self._views = None
            # a store that is away must not cost every athlete its time-out
            self._rest_until = time.monotonic() + REST_S
            return UNAVAILABLE
        return _online(cells)

    def _connected(self) -> _Views:
        if self._views is None:
            with unguarded():
                from feast import FeatureStore, RepoConfig
                from feast.infra.provider import get_provider

            store = FeatureStore(config=RepoConfig(**self._config))
            names = [
                one.name
                for one in store.get_feature_service(FEATURE_SERVICE).feature_view_projections
            ]
            views = [store.get_feature_view(name) for name in names]
            keyed = [(view, view.join_keys[0]) for view in views]
            self._views = _Views(get_provider(store.config), store.config, keyed)
        return self._views


def _entity(key: str, value: str) -> Any:
    from feast.protos.feast.types.EntityKey_pb2 import EntityKey
    from feast.protos.feast.types.Value_pb2 import Value

    return EntityKey(join_keys=[key], entity_values=[Value(string_val=value)])


def _online(cells: Cells) -> Online:
    live = _row(cells, FEATURES, PREFIX)
    body = merged(_row(cells, DAILY_NAMES), live)
    return Online(
        daily=body.values,
        daily_at=body.at,
        live_at=live.at,
        state=_said(cells, "state", "bytes_val"),
        state_version=_said(cells, "athlete_state_version", "int64_val") or 0,
        state_day=_said(cells, "state_day", "int64_val"),
    )


def _row(cells: Cells, names: Sequence[str], prefix: str = "") -> Row:
    """Return one view's features by our names, and the time of its row, whole seconds."""
    times = (cells[f"{prefix}{name}"][1] for name in names if f"{prefix}{name}" in cells)
    at = next((time.astimezone(UTC).replace(microsecond=0) for time in times), None)
    return Row({name: _number(cells, f"{prefix}{name}") for name in names}, at)


def _number(cells: Cells, name: str) -> float | None:
    """Return the value; a store that was filled from pandas says NaN for missing."""
    value: float | None = _said(cells, name, "double_val")
    return None if value is None or math.isnan(value) else value


def _said(cells: Cells, name: str, kind: str) -> Any:
    """Return a value of a kind; None for none, or for a row without that feature."""
    if name not in cells or not cells[name][0].HasField(kind):
        return None
    return getattr(cells[name][0], kind)
