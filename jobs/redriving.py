"""Quarantined rows, judged anew: those that now pass go to bronze, and their row goes away."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from infra.settings import Settings
from jobs.bronze import HISTORY
from jobs.conflicts import retried
from jobs.records import append_records, arrow_table, read_columns, read_records
from jobs.sources.again import NotRedrivable, again
from jobs.sources.daily_tables import surrogate
from jobs.sources.parsed import Record, Reject
from jobs.sources.staging import SINKS
from jobs.tables import location
from models.domain.rows import BronzeRecord, EventRecord, Quarantined, RawFile
from models.domain.tables import EVENTS, QUARANTINE, RAW_FILES, TABLES, Table
from models.domain.topics import INGESTED, history_file

TOPICS = {f"events/{history_file(topic)}": topic.name for topic in INGESTED}
SINK = {table.name: table for table in TABLES if table.layer == "bronze"}
SAME = ("user_id", "source", "file_sha256", "ordinal", "reason")
PASSED, REFUSED, STUCK = "passed", "still refused", "not redrivable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a quarantined row is today."""

    row: Quarantined
    what: str
    """PASSED | REFUSED | STUCK."""
    why: str = ""
    record: BronzeRecord | EventRecord | None = None
    """To be stored, of one that passed; None when it is stored already, or is no record."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the lake says of the rows' files."""

    topics: Mapping[str, str]
    """Of history files, by content."""
    unit: str | None = None


def known_of(settings: Settings, unit: str | None) -> Known:
    """Return which files are history."""
    files = read_records(RAW_FILES, RawFile, settings)
    return Known({f.sha256: TOPICS[f.name] for f in files if f.name in TOPICS}, unit)


def verdict(row: Quarantined, known: Known) -> Verdict:
    """Put one payload through its parser again."""
    if "/" in row.source:
        return Verdict(row, STUCK, "a message of the stream: its sender sends it again")
    topic = known.topics.get(row.file_sha256 or "", "") if row.source == "events" else ""
    try:
        found = again(row.source, row.raw, topic=topic, unit=known.unit)
    except NotRedrivable as error:
        return Verdict(row, STUCK, str(error))
    if isinstance(found, Reject):
        return Verdict(row, REFUSED, f"{found.reason}: {found.detail}")
    return Verdict(row, PASSED, "", _stored(row, found) if found else None)


def _stored(row: Quarantined, record: Record) -> BronzeRecord | EventRecord:
    assert row.file_sha256 is not None
    assert row.ordinal is not None
    if row.source == "events":
        return _event(row.ordinal, record)
    own = row.user_id or ""
    whose = surrogate(own, record) if row.source == "daily_tables" else own
    return BronzeRecord(
        user_id=whose,
        file_sha256=row.file_sha256,
        ordinal=row.ordinal,
        kind=record.kind,
        start_ts=record.start_ts,
        attributes=record.attributes,
        raw=record.raw,
    )


def _event(offset: int, record: Record) -> EventRecord:
    assert record.start_ts is not None
    return EventRecord(
        topic=record.kind,
        partition=HISTORY,
        offset=offset,
        key=record.attributes["key"],
        value=record.raw,
        broker_ts=record.start_ts,
        date=record.start_ts.astimezone(UTC).date(),
    )


def store(verdicts: Sequence[Verdict], settings: Settings) -> list[Verdict]:
    """Append what passed, each record once, then forget its rows; return the final verdicts.

    Killed between the two, the next run finds the record held and only forgets.
    """
    final = _checked(verdicts, settings)
    for table, rows in _by_table(final).items():
        wanted = _unheld(rows, table, settings)
        retried(lambda wanted=wanted, table=table: append_records(wanted, table, settings))  # type: ignore[misc]
    forget([one.row for one in final if one.what == PASSED], settings)
    return final


def _checked(verdicts: Sequence[Verdict], settings: Settings) -> list[Verdict]:
    """Return the verdicts, with lines refused whose offset another message holds."""
    if not any(isinstance(one.record, EventRecord) for one in verdicts):
        return list(verdicts)
    mine = [("partition", "=", HISTORY)]
    held = read_records(EVENTS, EventRecord, settings, filters=mine)
    values = {(row.topic, row.offset): row.value for row in held}

    def checked(one: Verdict) -> Verdict:
        new = one.record
        if not isinstance(new, EventRecord):
            return one
        value = values.get((new.topic, new.offset), new.value)
        if value == new.value:
            return one
        return replace(one, what=REFUSED, why="offset_taken", record=None)

    return [checked(one) for one in verdicts]


def _by_table(verdicts: Iterable[Verdict]) -> dict[Table, list[Any]]:
    rows: dict[Table, list[Any]] = defaultdict(list)
    for one in verdicts:
        if one.what == PASSED and one.record is not None:
            rows[SINK[SINKS[one.row.source]]].append(one.record)
    return rows


def _unheld(rows: Sequence[Any], table: Table, settings: Settings) -> list[Any]:
    """Return rows whose key the table does not hold, sets in places that are free."""
    names = list(table.key)
    if table is EVENTS:
        held = read_columns(table, settings, columns=names, filters=[("partition", "=", HISTORY)])
    else:
        files = sorted({row.file_sha256 for row in rows})
        wanted = [("file_sha256", "in", files)]
        held = read_columns(table, settings, columns=[*names, "attributes"], filters=wanted)
    found = held.to_pylist()
    known = {tuple(row[name] for name in names) for row in found}
    new = {key: row for row in rows if (key := tuple(getattr(row, n) for n in names)) not in known}
    return _placed(list(new.values()), [dict(row.get("attributes") or ()) for row in found])


def _placed(rows: Sequence[Any], held: Sequence[Mapping[str, str]]) -> list[Any]:
    """Give a set whose place is taken the next free one, as the parser does within a file."""
    taken = {place for one in held if (place := _place(one))}
    placed = []
    for row in rows:
        attributes = dict(getattr(row, "attributes", ()))
        while (place := _place(attributes)) in taken and place:
            attributes["set_index"] = str(int(attributes["set_index"]) + 1)
        taken |= {place} if place else set()
        placed.append(replace(row, attributes=attributes) if place else row)
    return placed


def _place(attributes: Mapping[str, str]) -> tuple[str, ...] | None:
    names = ("app", "start_local", "exercise", "set_index")
    return tuple(attributes[n] for n in names) if all(n in attributes for n in names) else None


def forget(rows: Sequence[Quarantined], settings: Settings) -> None:
    """Remove rows from the quarantine in one commit."""
    from deltalake import DeltaTable

    once = {tuple(getattr(row, name) for name in SAME): row for row in rows}
    if not once:
        return
    source = arrow_table(list(once.values()), Quarantined).select(list(SAME))
    same = " AND ".join(f"(held.{name} IS NOT DISTINCT FROM gone.{name})" for name in SAME)

    def merge() -> None:
        table = DeltaTable(location(QUARANTINE, settings))
        merged = table.merge(source, same, source_alias="gone", target_alias="held")
        merged.when_matched_delete().execute()

    retried(merge)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which quarantined rows."""

    reason: str = ""
    user_id: str = ""
    file: str = ""
    as_of: datetime | None = None
    """Only rows quarantined by then."""


def quarantined(settings: Settings, wish: Wish) -> list[Quarantined]:
    """Return the wanted rows."""
    wanted = {"reason": wish.reason, "user_id": wish.user_id, "file_sha256": wish.file}
    filters = [(name, "=", value) for name, value in wanted.items() if value]
    rows = read_records(QUARANTINE, Quarantined, settings, filters=filters or None)
    return [row for row in rows if wish.as_of is None or row.quarantined_at <= wish.as_of]
