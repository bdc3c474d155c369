"""Rows of many files as Arrow batches: what Spark's workers run (`mapInArrow`)."""

import dataclasses
import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, chain, islice
from typing import Any

import pyarrow as pa

from jobs.records import arrow_schema
from jobs.sources import strength_logs
from jobs.sources.daily_tables import surrogate
from jobs.sources.files import LandedFile, read_file
from jobs.sources.heartbeat import Gauge, Heartbeat
from jobs.sources.outcome import Outcome
from jobs.sources.parsed import Record, Reject
from jobs.sources.parts import EACH, Part

BATCH = 10_000
LOOKED_AFTER = 50_000
"""New objects after which Python looks for garbage in cycles."""
SINKS = {
    **dict.fromkeys(("apple_health", "apple_ecg", "apple_resaved", "gpx"), "apple_health"),
    "oura": "oura",
    "events": "events",
    "daily_tables": "daily_tables",
    **dict.fromkeys(strength_logs.PARSERS, "strength"),
}
"""Source -> bronze table."""
OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedRow:
    """A row on its way to one of bronze's tables, or a file's outcome."""

    sink: str
    """A table of bronze (SINKS), `quarantine`, or OUTCOME."""
    source: str
    """The parser; empty for an outcome."""
    user_id: str
    file_sha256: str
    ordinal: int
    """Position among the part's records and rejects, from its number times EACH on; the file's
    index for an outcome."""
    kind: str
    """Empty for quarantine and outcome."""
    start_ts: datetime | None
    attributes: dict[str, str]
    raw: str
    """JSON of `Outcome` for an outcome."""
    reason: str | None
    detail: str | None


SCHEMA = arrow_schema(StagedRow)
NAMES = [field.name for field in dataclasses.fields(StagedRow)]


def staged(
    files: Sequence[LandedFile], parts: Iterable[tuple[int, Part]], heartbeat: Heartbeat
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of some parts, each of the file of an index, a bounded number at a time."""
    rows = chain.from_iterable(_part(files[one[0]], one, heartbeat) for one in parts)
    while some := _taken(rows):
        yield _batch(some)


def _taken(rows: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the next rows, up to BATCH."""
    usual = gc.get_threshold()
    # records that wait hold no cycles: looking for some took a tenth of an import
    gc.set_threshold(LOOKED_AFTER, *usual[1:])
    try:
        return list(islice(rows, BATCH))
    finally:
        gc.set_threshold(*usual)


def _part(
    file: LandedFile, share: tuple[int, Part], heartbeat: Heartbeat
) -> Iterator[tuple[Any, ...]]:
    (index, part), whose = share, (file.user_id, file.sha256)
    outcome, gauge, name = Outcome(part=part.number), Gauge(), f"{index}-{part.number}"
    rows = enumerate(read_file(file, outcome, part, gauge.open), part.number * EACH)
    for ordinal, (source, one) in rows:
        if ordinal % BATCH == 0:
            # a part reads, or skips, all up to its end: its bytes count by its share
            heartbeat.say(name, gauge.bytes_read // part.of, outcome.records)
        if isinstance(one, Reject):
            empty: dict[str, str] = {}
            refused = (one.raw, one.reason, one.detail)
            yield ("quarantine", source, *whose, ordinal, "", None, empty, *refused)
        else:
            who = _owner(file.user_id, source, one)
            yield (SINKS[source], source, who, file.sha256, ordinal, *one, None, None)
    heartbeat.say(name, file.bytes // part.of, outcome.records)
    summary = json.dumps(outcome.summary())
    yield (OUTCOME, "", *whose, index, "", None, {}, summary, None, None)


def _owner(user_id: str, source: str, one: Record) -> str:
    """Return whose a record is: a study's table holds many people, none of them its importer."""
    return surrogate(user_id, one) if source == "daily_tables" else user_id


def _batch(rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = dict(zip(NAMES, zip(*rows, strict=True), strict=True))
    maps = columns.pop("attributes")
    arrays = {n: pa.array(c, type=SCHEMA.field(n).type) for n, c in columns.items()}
    arrays["attributes"] = _maps(maps)
    return pa.RecordBatch.from_arrays([arrays[name] for name in NAMES], schema=SCHEMA)


def _maps(maps: Sequence[dict[str, str]]) -> pa.Array:
    # ten times faster than pa.array of lists of pairs
    offsets = pa.array(list(accumulate(map(len, maps), initial=0)), type=pa.int32())
    keys = pa.array(list(chain.from_iterable(maps)), type=pa.string())
    items = pa.array(list(chain.from_iterable(map(dict.values, maps))), type=pa.string())
    return pa.MapArray.from_arrays(offsets, keys, items, type=SCHEMA.field("attributes").type)
