"""Hevy's workout CSV to bronze records, one per set.

kind        `set`
start_ts    the instant in UTC when the file says the zone; Hevy's usual `15 Sep 2025, 07:48` is a
            wall time, and a file knows no athlete: it is read as UTC (so its date is the local
            day), and a reader who knows the athlete's zone takes `start_local` instead
attributes  every cell that is not empty, under Hevy's own header: `title`, `start_time`,
            `end_time`, `exercise_title`, `set_index` (from 0), `set_type` (normal, warmup, dropset,
            failure), `weight_kg` or `weight_lbs` (absent = body weight), `reps`, `rpe`,
            `distance_km` or `distance_miles`, `duration_seconds`, ...; and added here
            `start_local`, `end_local`: the wall times as `2025-09-15T07:48:00`
            (`end_local` only where it can be read; apps leave it running for days)
raw         the row's cells as a JSON list
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from jobs.sources.containers import Stream
from jobs.sources.instants import instant
from jobs.sources.parsed import Parsed, Record, refuse
from jobs.sources.tables import Row, rows

HEADER = {"title", "start_time", "exercise_title", "set_index", "set_type", "reps"}
WEIGHTS = {"weight_kg", "weight_lbs"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WRITTEN = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9})\.? (\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?")
NUMBERS = {
    # column -> smallest and largest value that can be true
    "weight_kg": (0.0, 1000.0),
    "weight_lbs": (0.0, 2200.0),
    "reps": (0.0, 10_000.0),
    "rpe": (0.0, 10.0),
    "set_index": (0.0, 1000.0),
    "duration_seconds": (0.0, 172_800.0),
}


def recognises(header: Sequence[str]) -> bool:
    """Say whether a CSV's header is Hevy's, whatever it says about units."""
    return set(header) >= HEADER


def parse(stream: Stream, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield the sets of a log; BrokenFile where it cannot be read on."""
    del notes
    yield from map(_set, rows(stream))


def _set(row: Row) -> Parsed:
    raw = json.dumps(row.cells, ensure_ascii=False)
    if row.named is None:
        return refuse("wrong_columns", f"{len(row.cells)} cells", raw)
    named = dict(row.named)
    start = wall_time(named.get("start_time", ""))
    if start is None:
        return refuse("bad_time", f"start_time {named.get('start_time')!r}", raw)
    wrong = [name for name in NUMBERS if name in named and not _fits(name, named[name])]
    if wrong:
        return refuse("bad_value", f"{wrong[0]} {named[wrong[0]]!r}", raw)
    if not named.get("exercise_title"):
        return refuse("no_exercise", "a set without exercise_title", raw)
    named["start_local"] = start.isoformat()
    end = wall_time(named.get("end_time", ""))
    if end is not None:
        named["end_local"] = end.isoformat()
    at = instant(named["start_time"]) or start.replace(tzinfo=UTC)
    return Record("set", at, named, raw)


def wall_time(text: str) -> datetime | None:
    """Return the wall time of `15 Sep 2025, 07:48` or an ISO time; None for anything else."""
    found = WRITTEN.fullmatch(text.strip())
    try:
        if found is None:
            return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        day, month, year, hour, minute, second = found.groups(default="0")
        number = MONTHS.index(month[:3].lower()) + 1
        return datetime(int(year), number, int(day), int(hour), int(minute), int(second))  # noqa: DTZ001 a wall time
    except ValueError:
        return None


def _fits(name: str, text: str) -> bool:
    low, high = NUMBERS[name]
    try:
        value = float(text)
    except ValueError:
        return False
    return math.isfinite(value) and low <= value <= high
