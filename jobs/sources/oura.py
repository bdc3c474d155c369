"""Oura API v2 documents, saved as JSON, to bronze records.

A file holds the envelope `{"data": [...], "next_token": ...}`, the bare list of a collection, or
one bare document (`personal_info` has no envelope).

kind        the collection's name: all of `oura_kinds.KINDS`, told by a document's fields
start_ts    the kind's instant in UTC (sleep: `bedtime_start`, workout: `start_datetime`, daily
            figures: `timestamp`); None where Oura writes a day only. `timestamp_unix` is never
            read: one real file has it 23 h off
attributes  every field that is a text, number or truth value, under Oura's own name, as text
            (`total_sleep_duration` "27000": all durations in seconds, `average_hrv` ms,
            `efficiency` %, `lowest_heart_rate` 1/min, `low_battery_alert` "false");
            null fields are absent; `day` is the local day, `bedtime_end` keeps its offset; one
            level of nested objects as `contributors:hrv_balance`, `readiness:score`. Fields and
            values that nobody knows yet are kept like the others
raw         the whole document as JSON (time series stand only here)

Several periods share one `day` (`type` long_sleep, sleep, late_nap, rest; `rest` is not sleep, and
is for the reader to leave out); `deleted` ones are refused here. The `email` of `personal_info` is
left out: the lake holds nobody's name.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from jobs.sources.containers import Stream
from jobs.sources.instants import instant
from jobs.sources.oura_kinds import Kind, fields_of, kind_of
from jobs.sources.parsed import BrokenFile, Parsed, Record, refuse

BUDGET = 256 << 20
"""Bytes of one JSON document: it has to be held in memory."""
PRIVATE = "email"


def parse(stream: Stream, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield the documents of a file; BrokenFile when it is no JSON or has another shape."""
    for document in _documents(stream):
        if isinstance(document, dict) and document.pop(PRIVATE, None) is not None:
            notes["emails left out"] += 1
        yield _document(document)


def reread(raw: str) -> Parsed:
    """Return what a refused document is today; ValueError for what never was one."""
    return _document(json.loads(raw))


def _documents(stream: Stream) -> list[Any]:
    content = stream.head(BUDGET + 1)
    if len(content) > BUDGET:
        raise BrokenFile(f"a JSON file of more than {BUDGET} bytes")
    value = loaded(content)
    found = value.get("data", [value]) if isinstance(value, dict) else value
    if not isinstance(found, list):
        raise BrokenFile("neither a list nor an object with a list under `data`")
    return found


def loaded(content: bytes) -> Any:
    """Return what JSON says; BrokenFile for anything else, however deep it nests."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenFile(f"not valid JSON: {error}") from error


def _document(document: Any) -> Parsed:
    raw, problem = _written(document)
    if problem:
        return refuse("bad_value", problem, raw)
    if not isinstance(document, dict):
        return refuse("not_an_object", type(document).__name__, raw)
    kind = kind_of(fields_of(document))
    if kind is None:
        return refuse("unsupported_document", "unknown fields", raw)
    attributes = flattened(document)
    if kind.name == "sleep" and attributes.get("type") == "deleted":
        return refuse("deleted", "a sleep period that its owner deleted", raw)
    start, problem = _start(kind, attributes)
    if problem:
        return refuse(problem, _when(kind, attributes), raw)
    return Record(kind.name, start, attributes, raw)


def _written(document: Any) -> tuple[str, str]:
    """Return a document as text, and why no table can hold it; empty when one can."""
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return json.dumps(document), "half a surrogate pair is no text"
    except ValueError:
        return json.dumps(document), "a number that is not finite"
    except RecursionError:
        return "", "nested too deep"
    return json.dumps(document, ensure_ascii=False), ""


def _start(kind: Kind, attributes: Mapping[str, str]) -> tuple[datetime | None, str]:
    if kind.day and not _is_day(attributes.get(kind.day, "")):
        return None, "bad_time"
    if not kind.start or (not kind.always_timed and kind.start not in attributes):
        return None, ""
    start = instant(attributes.get(kind.start))
    if start is None or not kind.end:
        return start, "" if start else "bad_time"
    end = instant(attributes.get(kind.end))
    if end is None:
        return None, "bad_time"
    return start, "" if start < end else "ends_before_start"


def _when(kind: Kind, attributes: Mapping[str, str]) -> str:
    said = {name: attributes.get(name) for name in (kind.day, kind.start, kind.end) if name}
    return f"{kind.name} of {said}"


def _is_day(text: str) -> bool:
    try:
        # a week's day ("2026-W33-1") is an ISO date too, and none to Spark
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def flattened(document: Mapping[str, Any]) -> dict[str, str]:
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
