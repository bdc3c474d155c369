"""Live samples to features: the athlete's body of last night, seconds after it was measured."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from infra.settings import Settings
from infra.unguarded import unguarded
from jobs.tables import exists, location
from models.domain.codec import from_json, to_json
from models.domain.events import WearableSample
from models.domain.tables import ATHLETES, DAILY_FEATURES
from models.features.band import NIGHTS
from models.features.live import (
    BANDS,
    METRICS,
    PREFIX,
    Taken,
    Values,
    live_row,
    remembered,
    row_time,
    taken,
)

log = structlog.get_logger()
VIEW = "live_body"
SAMPLES = "live_samples"
CHUNK = 200
"""Rows a write: short transactions leave room for the other writer of one SQLite file."""
Held = tuple[Taken, ...]
Past = Mapping[date, Values]


class LiveBodies:
    """The one writer of the view `live_body`.

    The row itself remembers the samples it was made of, so a restart forgets nothing and a batch
    done twice pushes the same row.
    """

    def __init__(self, settings: Settings) -> None:
        with unguarded():
            from feast import FeatureStore, RepoConfig

        self._settings = settings
        self._store: Any = FeatureStore(config=RepoConfig(**settings.feast_config()))
        self._held: dict[str, Held] = {}

    def refresh(self, records: Iterable[Any]) -> int:
        """Push the row of each athlete who has sent something new; return how many."""
        sent = _by_athlete(records)
        if not sent:
            return 0
        began = time.monotonic()
        held = self._known(sorted(sent))
        now = {user: remembered(held[user], new) for user, new in sent.items()}
        changed = {user: samples for user, samples in now.items() if samples != held[user]}
        self._push(changed)
        self._held |= changed
        seconds = round(time.monotonic() - began, 3)
        log.info("live_body", athletes=len(changed), seconds=seconds)
        return len(changed)

    def _push(self, changed: Mapping[str, Held]) -> None:
        import pandas as pd
        from feast.data_source import PushMode

        past, zones = _past(self._settings, changed), _zones(self._settings, changed)
        rows = [
            _row(user, samples, live_row(samples, past.get(user, {}), zones.get(user, UTC)))
            for user, samples in changed.items()
        ]
        for part in _chunks(rows):
            self._store.push(VIEW, pd.DataFrame(list(part)), to=PushMode.ONLINE)

    def _known(self, users: Sequence[str]) -> dict[str, Held]:
        """Return what each athlete's row holds; asked once, then this process knows it."""
        for part in _chunks([user for user in users if user not in self._held]):
            found = self._store.get_online_features(
                features=[f"{VIEW}:{SAMPLES}"], entity_rows=[{"user_id": user} for user in part]
            ).to_dict()[SAMPLES]
            self._held |= {user: _samples(text) for user, text in zip(part, found, strict=True)}
        return {user: self._held[user] for user in users}


def _by_athlete(records: Iterable[Any]) -> dict[str, list[Taken]]:
    sent: dict[str, list[Taken]] = {}
    for record in records:
        if isinstance(record, WearableSample) and record.metric in METRICS:
            sent.setdefault(record.user_id, []).append(taken(record))
    return sent


def _row(user: str, samples: Held, values: Values) -> dict[str, Any]:
    return {
        "user_id": user,
        **{f"{PREFIX}{name}": value for name, value in values.items()},
        SAMPLES: json.dumps(to_json(samples)),
        "event_timestamp": row_time(samples),
    }


def _samples(text: str | None) -> Held:
    return tuple(from_json(Taken, one) for one in json.loads(text)) if text else ()


def _past(settings: Settings, changed: Mapping[str, Held]) -> dict[str, Past]:
    """Return the athletes' rows of the nights that their bands look back on."""
    if not changed or not exists(DAILY_FEATURES, settings):
        return {}
    import pyarrow.compute as pc
    from deltalake import DeltaTable

    ends = [samples[-1].end_ts for samples in changed.values()]
    # a day to each side: a night belongs to the day it ends on, wherever that is
    first, last = _day(min(ends)) - timedelta(days=NIGHTS + 2), _day(max(ends)) + timedelta(days=2)
    months = pc.field("month").isin(_months(first, last))
    days = (pc.field("day") >= first) & (pc.field("day") <= last)
    chosen = months & days & pc.field("user_id").isin(sorted(changed))
    table = DeltaTable(location(DAILY_FEATURES, settings)).to_pyarrow_dataset()
    found = table.to_table(columns=["user_id", "day", *BANDS], filter=chosen).to_pylist()
    past: dict[str, dict[date, Values]] = {}
    for row in found:
        past.setdefault(row["user_id"], {})[row["day"]] = {name: row[name] for name in BANDS}
    return dict(past)


def _zones(settings: Settings, users: Iterable[str]) -> dict[str, tzinfo]:
    """Return where the athletes live, as far as the lake knows."""
    wanted = sorted(users)
    if not wanted or not exists(ATHLETES, settings):
        return {}
    import pyarrow.compute as pc
    from deltalake import DeltaTable

    table = DeltaTable(location(ATHLETES, settings)).to_pyarrow_dataset()
    chosen = pc.field("user_id").isin(wanted)
    found = table.to_table(columns=["user_id", "timezone"], filter=chosen).to_pylist()
    return {row["user_id"]: _zone(row["timezone"]) for row in found}


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _months(first: date, last: date) -> list[str]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sorted({f"{day:%Y-%m}" for day in days})


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
