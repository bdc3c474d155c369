"""The two Delta logs of the stream, read without a shuffle and appended exactly once."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from infra.settings import Settings
from jobs.tables import exists, location, schema_of
from models.domain.rows import PosteriorUpdate
from models.domain.tables import EVENTS, POSTERIOR_UPDATES, Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMES = [f.name for f in dataclasses.fields(PosteriorUpdate)]
SUMMED = [name for name in NAMES if name != "known"]
"""What an athlete's state needs; `known` is by far the widest column."""


@dataclasses.dataclass(frozen=True, slots=True)
class Transaction:
    """Spark's query id and batch id: Delta drops a commit that it has seen."""

    app_id: str
    version: int


def append(
    spark: "SparkSession",
    rows: Sequence[Any],
    table: Table,
    settings: Settings,
    transaction: Transaction,
) -> None:
    """Append rows under the transaction; an empty batch commits too, so that it counts as done."""
    schema = schema_of(table)
    values = [tuple(getattr(row, field.name) for field in schema) for row in rows]
    frame = spark.createDataFrame(values, schema).coalesce(1)
    writer = frame.write.format("delta").mode("append").partitionBy(*table.partition)
    options = {"txnAppId": transaction.app_id, "txnVersion": transaction.version}
    writer.options(**options).save(location(table, settings))


def chains(
    settings: Settings, decision_ids: Iterable[str], days: Iterable[date], learner: str
) -> list[PosteriorUpdate]:
    """Return all rows of some decisions; the days prune the partitions."""
    import pyarrow.dataset as ds

    ids = sorted(set(decision_ids))
    chosen = ds.field("decision_id").isin(ids) & (ds.field("learner") == learner)
    return _rows(settings, (ds.field("decided_day").isin(sorted(set(days)))) & chosen, NAMES)


def of_athletes(settings: Settings, users: Iterable[str], learner: str) -> list[PosteriorUpdate]:
    """Return the rows of some athletes that change a sum, without what is known."""
    import pyarrow.dataset as ds

    chosen = ds.field("user_id").isin(sorted(set(users))) & (ds.field("learner") == learner)
    return _rows(settings, chosen & (ds.field("sign") != 0), SUMMED)


def _rows(settings: Settings, condition: Any, names: list[str]) -> list[PosteriorUpdate]:
    if not exists(POSTERIOR_UPDATES, settings):
        return []
    from deltalake import DeltaTable

    table = DeltaTable(location(POSTERIOR_UPDATES, settings)).to_pyarrow_dataset()
    found = table.to_table(columns=names, filter=condition).to_pylist()
    return [PosteriorUpdate(**{"known": "", **row}) for row in found]


def landed_offsets(settings: Settings) -> set[tuple[str, int, int]]:
    """Return every (topic, partition, offset) that bronze holds from the broker."""
    if not exists(EVENTS, settings):
        return set()
    import pyarrow.dataset as ds
    from deltalake import DeltaTable

    names = ["topic", "partition", "offset"]
    table = DeltaTable(location(EVENTS, settings)).to_pyarrow_dataset()
    held = table.to_table(columns=names, filter=ds.field("partition") >= 0)
    return set(zip(*(held[name].to_pylist() for name in names), strict=True))
