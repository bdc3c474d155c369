"""One logged set under names of our own, whichever app wrote it.

kind        `set`
start_ts    the instant in UTC when the file says the zone; else its wall time read as UTC (its date
            is the local day), and a reader who knows the athlete's zone takes `start_local`
attributes  every cell that is not empty, under the app's own header, and, over a column of the
            same name, what silver reads:
            `app`, `workout`, `exercise`;
            `start_local`, `end_local`: wall times as `2025-09-15T07:48:00` (the end only where it
            can be read; apps leave it running for days);
            `clock`: `instant` (the file names the zone), `wall`, or `day` (only a date: noon);
            `set_index` (the app's, or the next free one of that exercise and start, so that no two
            sets have one place), `set_type` normal | warmup | dropset | failure, `reps`,
            `weight_kg` (absent = body weight), `rpe`, `rir` in half steps, `distance_m` (only
            where the unit is told), `duration_s`
raw         the row's cells as a JSON list
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from re import compile as pattern

from jobs.sources.instants import instant
from jobs.sources.parsed import Parsed, Record, refuse
from jobs.sources.quantities import LENGTH, MASS, Refused, amount, number, plain_amount
from jobs.sources.tables import Row
from jobs.sources.wall_times import wall_time

YEARS = range(1990, 2090)
"""Clocks that were never set say 1970, jokes say 2099."""
DAY = pattern(r"\d{4}-\d{2}-\d{2}")
HALF_STEPS = 2
EMPTY = "empty lines"
LIMITS = {
    # name -> largest value that can be true; the smallest is 0
    "reps": 10_000.0,
    "weight_kg": 1000.0,
    "rpe": 10.0,
    "rir": 10.0,
    "set_index": 1000.0,
    "distance_m": 1_000_000.0,
    "duration_s": 172_800.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an app's row says of a set, in the app's own writing."""

    app: str
    exercise: str
    start: str
    workout: str = ""
    end: str = ""
    lasted_s: float | None = None
    """Instead of an end."""
    set_index: str = ""
    set_type: str = "normal"
    reps: str = ""
    rpe: str = ""
    rir: str = ""
    duration_s: str = ""


Reader = Callable[[Mapping[str, str]], Said | str]
"""Of a row's cells; a text names a row that is no set, and is counted under that name."""


@dataclass(frozen=True, slots=True)
class Log:
    """An app's log: how its rows read, and the unit its owner gave."""

    read: Reader
    unit: str | None = None


class _Places:
    """The places of sets that are taken, per start and exercise."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str, int]] = set()
        self._next: dict[tuple[str, str], int] = {}

    def take(self, start: str, exercise: str, wanted: int | None) -> int:
        """Return the wanted place, or the next free one."""
        free = self._next.get((start, exercise), 0)
        place = free if wanted is None or (start, exercise, wanted) in self._taken else wanted
        self._taken.add((start, exercise, place))
        self._next[start, exercise] = max(free, place + 1)
        return place


def sets(rows: Iterable[Row], log: Log, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield the sets of a log; `notes` counts rows that are none."""
    places = _Places()
    for row in rows:
        try:
            found = _read(row, log, places)
        except Refused as refused:
            yield refuse(refused.reason, refused.detail, row.refused())
            continue
        if isinstance(found, str):
            notes[found] += 1
        else:
            yield found


def named_of(row: Row) -> dict[str, str]:
    """Return a row's cells by name; raise Refused where their number does not fit."""
    if row.named is None:
        raise Refused("wrong_columns", f"{len(row.cells)} cells")
    return row.named


def _read(row: Row, log: Log, places: _Places) -> Record | str:
    named = named_of(row)
    if not named:
        return EMPTY
    said = log.read(named)
    if isinstance(said, str):
        return said
    at, clock = _instant(said.start)
    if not said.exercise.strip():
        raise Refused("no_exercise", "a set without an exercise")
    local = _wall(said.start)
    written = {"start_local": local.isoformat(), "end_local": _end(said, local), "clock": clock}
    values = _values(said) | _quantities(named, log.unit)
    index = places.take(written["start_local"], said.exercise, _index(said))
    what = {"app": said.app, "workout": said.workout, "exercise": said.exercise}
    ours = {**what, **written, **values, "set_index": str(index), "set_type": said.set_type}
    kept = {name: text for name, text in ours.items() if text != ""}
    return Record("set", at, named | kept, json.dumps(row.cells, ensure_ascii=False))


def _wall(text: str) -> datetime:
    found = wall_time(text)
    if found is None or found.year not in YEARS:
        raise Refused("bad_time", f"start {text[:60]!r}")
    return found.replace(hour=12) if DAY.fullmatch(text.strip()) else found


def _instant(text: str) -> tuple[datetime, str]:
    wall, zoned = _wall(text), instant(text.strip())
    if zoned:
        return zoned, "instant"
    clock = "day" if DAY.fullmatch(text.strip()) else "wall"
    return wall.replace(tzinfo=UTC), clock


def _end(said: Said, start: datetime) -> str:
    if said.lasted_s is not None:
        return (start + timedelta(seconds=said.lasted_s)).isoformat()
    end = wall_time(said.end)
    return end.isoformat() if end else ""


def _index(said: Said) -> int | None:
    if not said.set_index:
        return None
    return int(_whole(said.set_index, "set_index"))


def _values(said: Said) -> dict[str, str]:
    found = {}
    if said.reps:
        found["reps"] = _whole(said.reps, "reps")
    for name, text in (("rpe", said.rpe), ("rir", said.rir)):
        if text:
            found[name] = _half(text, name)
    if said.duration_s:
        found["duration_s"] = _text(number(said.duration_s, "duration_s"), "duration_s")
    return found


def _quantities(named: Mapping[str, str], unit: str | None) -> dict[str, str]:
    weight = amount(named, "weight", MASS)
    if weight is None:
        weight = plain_amount(named, "weight", MASS, unit)
    distance = amount(named, "distance", LENGTH)
    if distance is None and any("unit" in name.lower() for name in named):
        distance = _distance(named)
    found = {"weight_kg": weight, "distance_m": distance}
    return {name: _text(value, name) for name, value in found.items() if value is not None}


def _distance(named: Mapping[str, str]) -> float | None:
    try:
        return plain_amount(named, "distance", LENGTH, None)
    except Refused as refused:
        if refused.reason == "unit_unknown":
            return None
        raise


def _whole(text: str, name: str) -> str:
    value = number(text, name)
    _text(value, name)
    if value != int(value):
        raise Refused("bad_value", f"{name} {text!r}")
    return str(int(value))


def _half(text: str, name: str) -> str:
    value = number(text, name)
    if value * HALF_STEPS != int(value * HALF_STEPS):
        raise Refused("bad_value", f"{name} {text!r} is no half step")
    return _text(value, name)


def _text(value: float, name: str) -> str:
    """Return a value that can be true as text; raise Refused for others."""
    if not 0 <= value <= LIMITS[name]:
        raise Refused("bad_value", f"{name} {value:g}")
    return f"{value:.10g}"
