"""Oura API v2 documents (`sleep`, `daily_readiness`) to bronze records.

A file holds the envelope `{"data": [...], "next_token": ...}` or the bare list of one collection.

kind        `sleep` or `daily_readiness`
start_ts    sleep: `bedtime_start`; daily_readiness: `timestamp`; instants in UTC
attributes  every field that is a text, number or truth value, under Oura's own name, as text
            (`total_sleep_duration` "27000": all durations in seconds, `average_hrv` ms,
            `efficiency` %, `lowest_heart_rate` 1/min, `low_battery_alert` "false");
            null fields are absent; `day` is the local day, `bedtime_end` keeps its offset; one
            level of nested objects as `contributors:hrv_balance`, `readiness:score`
raw         the whole document as JSON (time series stand only here)

Several periods share one `day` (`type` long_sleep, sleep, late_nap, rest; `rest` is not sleep, and
is for the reader to leave out); `deleted` ones are refused here.
"""

import json
from collections import Counter
from collections.abc import Iterator, Set
from datetime import date, datetime
from typing import Any

from jobs.sources.containers import Stream
from jobs.sources.instants import instant
from jobs.sources.parsed import BrokenFile, Parsed, Record, refuse

BUDGET = 256 << 20
"""Bytes of one JSON document: it has to be held in memory."""
COLLECTIONS: dict[str, tuple[frozenset[str], ...]] = {
    # the first collection one of whose sets of fields a document has
    "sleep": (frozenset({"bedtime_start", "bedtime_end", "day"}),),
    "daily_activity": (frozenset({"active_calories", "day"}), frozenset({"met", "steps", "day"})),
    "daily_sleep": (frozenset({"contributors:restfulness", "day"}),),
    "daily_readiness": (
        frozenset({"temperature_deviation", "day"}),
        *(frozenset({f"contributors:{name}", "day"}) for name in ("hrv_balance", "recovery_index")),
    ),
    "heartrate": (frozenset({"bpm", "timestamp"}),),
    "workout": (frozenset({"activity", "start_datetime", "day"}),),
    "session": (frozenset({"type", "start_datetime", "day"}),),
    "daily_spo2": (frozenset({"spo2_percentage", "day"}),),
    "daily_stress": (frozenset({"stress_high", "day"}),),
    "daily_resilience": (frozenset({"level", "contributors", "day"}),),
}
READ = ("sleep", "daily_readiness")


def collection_of(fields: Set[str]) -> str | None:
    """Return the Oura collection whose documents have these fields; None when none has."""
    for name, signatures in COLLECTIONS.items():
        if any(signature <= fields for signature in signatures):
            return name
    return None


def parse(stream: Stream, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield the documents of a file; BrokenFile when it is no JSON or has another shape."""
    del notes
    yield from map(_document, _documents(stream))


def _documents(stream: Stream) -> list[Any]:
    content = stream.head(BUDGET + 1)
    if len(content) > BUDGET:
        raise BrokenFile(f"a JSON file of more than {BUDGET} bytes")
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenFile(f"not valid JSON: {error}") from error
    found = value.get("data") if isinstance(value, dict) else value
    if not isinstance(found, list):
        raise BrokenFile("neither a list nor an object with a list under `data`")
    return found


def _document(document: Any) -> Parsed:
    raw = json.dumps(document, ensure_ascii=False)
    if not isinstance(document, dict):
        return refuse("not_an_object", type(document).__name__, raw)
    attributes = flattened(document)
    kind = collection_of(attributes.keys() | document.keys())
    if kind not in READ:
        return refuse("unsupported_document", kind or "unknown fields", raw)
    if attributes.get("type") == "deleted":
        return refuse("deleted", "a sleep period that its owner deleted", raw)
    start, problem = _start(kind, attributes)
    if problem:
        return refuse(problem, f"{kind} of day {attributes.get('day')!r}", raw)
    return Record(kind, start, attributes, raw)


def _start(kind: str, attributes: dict[str, str]) -> tuple[datetime | None, str]:
    if not _is_day(attributes.get("day", "")):
        return None, "bad_time"
    if kind == "daily_readiness":
        start = instant(attributes.get("timestamp"))
        return start, "" if start else "bad_time"
    begin, end = instant(attributes.get("bedtime_start")), instant(attributes.get("bedtime_end"))
    if begin is None or end is None:
        return None, "bad_time"
    return begin, "" if begin < end else "ends_before_start"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def flattened(document: dict[str, Any]) -> dict[str, str]:
    """Return the scalar fields as text, one level of nested objects as `outer:inner`."""
    flat = {name: _text(value) for name, value in document.items() if _is_scalar(value)}
    for outer, nested in document.items():
        if isinstance(nested, dict):
            scalars = {name: value for name, value in nested.items() if _is_scalar(value)}
            flat |= {f"{outer}:{name}": _text(value) for name, value in scalars.items()}
    return flat


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
