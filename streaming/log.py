"""The Delta tables of the stream, read without a JVM and appended exactly once."""

import dataclasses
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from infra.settings import Settings
from jobs.tables import exists, location, schema_of
from models.domain.rows import EventRecord, PosteriorUpdate
from models.domain.tables import EVENTS, POSTERIOR_UPDATES, Table
from models.domain.topics import DECISIONS, FEEDBACK

NAMES = [f.name for f in dataclasses.fields(PosteriorUpdate)]
SUMMED = [name for name in NAMES if name != "known"]
"""What an athlete's state needs; `known` is by far the widest column."""


@dataclasses.dataclass(frozen=True, slots=True)
class Transaction:
    """Spark's query id and batch id, in the commit itself: a batch is in the table or is not."""

    app_id: str
    version: int


def append(rows: Sequence[Any], table: Table, settings: Settings, transaction: Transaction) -> bool:
    """Append rows under the transaction; once it is in the table, do nothing and return False."""
    if not rows:
        return True
    from deltalake import CommitProperties, DeltaTable, write_deltalake
    from deltalake import Transaction as Marked

    place = location(table, settings)
    if exists(table, settings) and _is_in(DeltaTable(place), transaction):
        return False
    marked = Marked(transaction.app_id, transaction.version)
    write_deltalake(
        place,
        _columns(rows, table),
        mode="append",
        partition_by=list(table.partition) or None,
        commit_properties=CommitProperties(app_transactions=[marked]),
    )
    return True


def _is_in(table: Any, transaction: Transaction) -> bool:
    """Say whether the table holds this batch or a later one of the query."""
    done = table.transaction_versions().get(transaction.app_id)
    return done is not None and done.version >= transaction.version


def _columns(rows: Sequence[Any], table: Table) -> Any:
    import pyarrow as pa
    from pyspark.sql.pandas.types import to_arrow_schema

    schema = to_arrow_schema(schema_of(table), timezone="UTC")
    columns = [pa.array([getattr(row, f.name) for row in rows], type=f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def chains(
    settings: Settings, decision_ids: Iterable[str], days: Iterable[date], learner: str
) -> list[PosteriorUpdate]:
    """Return all rows of some decisions; the days prune the partitions."""
    import pyarrow.compute as pc

    ids = sorted(set(decision_ids))
    chosen = pc.field("decision_id").isin(ids) & (pc.field("learner") == learner)
    return _rows(settings, pc.field("decided_day").isin(sorted(set(days))) & chosen, NAMES)


def of_athletes(settings: Settings, users: Iterable[str], learner: str) -> list[PosteriorUpdate]:
    """Return the rows of some athletes that change a sum, without what is known."""
    import pyarrow.compute as pc

    chosen = pc.field("user_id").isin(sorted(set(users))) & (pc.field("learner") == learner)
    return _rows(settings, chosen & (pc.field("sign") != 0), SUMMED)


def _rows(settings: Settings, condition: Any, names: list[str]) -> list[PosteriorUpdate]:
    if not exists(POSTERIOR_UPDATES, settings):
        return []
    from deltalake import DeltaTable

    table = DeltaTable(location(POSTERIOR_UPDATES, settings)).to_pyarrow_dataset()
    found = table.to_table(columns=names, filter=condition).to_pylist()
    return [PosteriorUpdate(**{"known": "", **row}) for row in found]


def landed(settings: Settings) -> dict[tuple[str, int], int]:
    """Return the last offset of each (topic, partition) that bronze holds from the broker.

    A query reads each partition in order from its start and a batch lands whole, so that
    whatever is not above this offset has landed.
    """
    import pyarrow.compute as pc

    names = ["topic", "partition", "offset"]
    held = _events(settings, names, pc.field("partition") >= 0)
    if held is None:
        return {}
    last = held.group_by(names[:2]).aggregate([("offset", "max")])
    columns = (last[name].to_pylist() for name in ("topic", "partition", "offset_max"))
    return {(topic, partition): offset for topic, partition, offset in zip(*columns, strict=True)}


def unlearnt(settings: Settings, learner: str) -> list[EventRecord]:
    """Return the streamed decisions and feedback of which a learner holds no row."""
    import pyarrow.compute as pc

    chosen = pc.field("topic").isin([DECISIONS.name, FEEDBACK.name]) & (pc.field("partition") >= 0)
    held = _events(settings, [f.name for f in dataclasses.fields(EventRecord)], chosen)
    if held is None:
        return []
    seen = _event_ids(settings, learner)
    events = [EventRecord(**row) for row in held.to_pylist()]
    return [event for event in events if _event_id(event) not in seen]


def _event_ids(settings: Settings, learner: str) -> set[str]:
    if not exists(POSTERIOR_UPDATES, settings):
        return set()
    import pyarrow.compute as pc
    from deltalake import DeltaTable

    table = DeltaTable(location(POSTERIOR_UPDATES, settings)).to_pyarrow_dataset()
    found = table.to_table(columns=["event_id"], filter=pc.field("learner") == learner)
    return set(found["event_id"].to_pylist())


def _event_id(event: EventRecord) -> str | None:
    """Return the id a row of this message would have; None for what is no record."""
    try:
        said = json.loads(event.value)
        return str(said["decision_id" if event.topic == DECISIONS.name else "event_id"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _events(settings: Settings, names: list[str], condition: Any) -> Any:
    """Return some columns of bronze.events; None before its first write."""
    if not exists(EVENTS, settings):
        return None
    from deltalake import DeltaTable

    table = DeltaTable(location(EVENTS, settings)).to_pyarrow_dataset()
    return table.to_table(columns=names, filter=condition)
