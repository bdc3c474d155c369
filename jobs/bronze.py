"""Staged rows to the tables of bronze, each append harmless when it is repeated."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from infra.settings import Settings
from jobs.conflicts import retried
from jobs.doubles import AGAIN, TOLD_AGAIN, marked
from jobs.records import read_columns
from jobs.sources.outcome import UNIT_UNKNOWN, Outcome
from jobs.sources.staging import OUTCOME
from jobs.tables import append, location, read, schema_of
from models.domain.rows import RawFile
from models.domain.tables import (
    APPLE_HEALTH,
    DAILY_TABLES,
    EVENTS,
    OURA,
    QUARANTINE,
    RAW_FILES,
    STRENGTH,
    Table,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HISTORY = -1
"""Partition of events that came by file."""
RECORDS = (APPLE_HEALTH, OURA, STRENGTH, DAILY_TABLES)
FILE = ("user_id", "file_sha256")
REJECT = (*FILE, "ordinal", "reason")


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run writes, and the time it stands at."""

    spark: "SparkSession"
    settings: Settings
    as_of: datetime
    files: frozenset[str]
    """The sha256 of every file of the run."""
    before: frozenset[str]
    """Sinks of earlier files of the run's athletes."""


@dataclass(frozen=True, slots=True)
class Added:
    """What bronze did not simply take of a run's rows."""

    events: Mapping[str, int] = field(default_factory=dict)
    """Messages per topic, those that were new."""
    taken: Mapping[str, int] = field(default_factory=dict)
    """Per topic, lines whose offset already holds another message."""
    again: Mapping[str, int] = field(default_factory=dict)
    """Per source, records that an earlier file of the athlete told."""


def outcomes(staged: "DataFrame") -> list[tuple[int, Outcome]]:
    """Return (index of the file, its outcome); the first look at the rows parses the files."""
    rows = staged.where(staged.sink == OUTCOME).select("ordinal", "raw").collect()
    return [(row.ordinal, Outcome.from_summary(json.loads(row.raw))) for row in rows]


def write(run: Run, staged: "DataFrame", archive: Sequence[RawFile], filled: Set[str]) -> Added:
    """Append staged rows (`filled`: the sinks that have some) and, last, the files' own.

    Only then do files count as read; what a run that died before wrote is not written again, for
    an append is there as a whole or not at all.
    """
    again: Counter[str] = Counter()
    for table in RECORDS:
        if table.name in filled:
            again.update(_write_records(run, staged.where(staged.sink == table.name), table))
    if any(file.rejected for file in archive):
        _write_quarantine(run, staged.where(staged.sink == QUARANTINE.name))
    added = _write_events(run, staged) if EVENTS.name in filled else Added()
    _forget_unread(run, archive)
    _append(run, as_frame(run, archive), RAW_FILES)
    return replace(added, again=again)


def _write_records(run: Run, rows: "DataFrame", table: Table) -> Mapping[str, int]:
    """Append the records that no earlier file told; return how many of each source one did."""
    if table not in TOLD_AGAIN or table.name not in run.before:
        _append(run, _unheld(run, rows, table, FILE), table)
        return {}
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    told = marked(run.spark, run.settings, rows, table, run.files).persist(StorageLevel.DISK_ONLY)
    try:
        counts = told.where(AGAIN).groupBy("source").agg(F.count("*").alias("rows")).collect()
        _append(run, _unheld(run, told.where(~F.col(AGAIN)), table, FILE), table)
    finally:
        told.unpersist()
    return {row.source: row.rows for row in counts}


def _append(run: Run, rows: "DataFrame", table: Table) -> None:
    """Append in one commit; another chunk may write the same table, or create it, meanwhile."""
    retried(lambda: append(rows, table, run.settings))


def _forget_unread(run: Run, archive: Sequence[RawFile]) -> None:
    """Remove what was said of the run's files while their unit was unknown."""
    from deltalake import DeltaTable

    wanted = [("status", "=", UNIT_UNKNOWN), ("sha256", "in", list(run.files))]
    columns = ["user_id", "sha256"]
    held = read_columns(RAW_FILES, run.settings, columns=columns, filters=wanted).to_pylist()
    read = {(file.user_id, file.sha256) for file in archive}
    again = [row for row in held if (row["user_id"], row["sha256"]) in read]
    if again:
        rows = " OR ".join(
            f"(user_id = {_quoted(row['user_id'])} AND sha256 = '{row['sha256']}')" for row in again
        )
        where = f"status = '{UNIT_UNKNOWN}' AND ({rows})"
        retried(lambda: DeltaTable(location(RAW_FILES, run.settings)).delete(where))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def as_frame(run: Run, archive: Sequence[RawFile]) -> "DataFrame":
    """Return the files' rows as a frame."""
    return run.spark.createDataFrame([astuple(row) for row in archive], schema_of(RAW_FILES))


def _unheld(run: Run, rows: "DataFrame", table: Table, key: Sequence[str]) -> "DataFrame":
    """Leave out rows of the run's files that the table holds already."""
    from pyspark.sql import functions as F

    wanted = [("file_sha256", "in", list(run.files))]
    held = read_columns(table, run.settings, columns=list(key), filters=wanted)
    if held.num_rows == 0:
        return rows
    distinct = held.group_by(list(key)).aggregate([])
    known = F.broadcast(run.spark.createDataFrame(distinct.select(list(key)))).alias("known")
    same = [F.col(f"new.{name}").eqNullSafe(F.col(f"known.{name}")) for name in key]
    return rows.alias("new").join(known, same, "left_anti")


def _write_events(run: Run, staged: "DataFrame") -> Added:
    """Append messages at new offsets; quarantine those whose offset holds another one."""
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    known = read(run.spark, EVENTS, run.settings).where(F.col("partition") == HISTORY)
    held = known.selectExpr("topic AS kind", "offset AS ordinal", "value AS held")
    events = staged.where(staged.sink == EVENTS.name).join(held, ["kind", "ordinal"], "left")
    # kept, because after the append every offset would look taken
    events = events.persist(StorageLevel.DISK_ONLY)
    try:
        new, taken = events.where("held IS NULL"), events.where("held != raw")
        sorted_out = events.groupBy("kind").agg(
            F.count_if(F.col("held").isNull()).alias("new"),
            F.count_if(F.col("held") != F.col("raw")).alias("taken"),
        )
        counts = sorted_out.collect()
        _append(run, new.transform(as_events), EVENTS)
        if any(row.taken for row in counts):
            _write_quarantine(run, taken.transform(as_conflicts))
    finally:
        events.unpersist()
    return Added({r.kind: r.new for r in counts}, {r.kind: r.taken for r in counts})


def as_events(staged: "DataFrame") -> "DataFrame":
    """Return staged history rows as rows of bronze.events."""
    from pyspark.sql import functions as F

    return staged.select(
        F.col("kind").alias("topic"),
        F.lit(HISTORY).cast("long").alias("partition"),
        F.col("ordinal").alias("offset"),
        F.col("attributes")["key"].alias("key"),
        F.col("raw").alias("value"),
        F.col("start_ts").alias("broker_ts"),
        F.to_date("start_ts").alias("date"),
    )


def as_conflicts(events: "DataFrame") -> "DataFrame":
    """Return events whose offset is taken as staged rejects."""
    from pyspark.sql import functions as F

    reason = F.lit("offset_taken")
    detail = F.concat(F.col("kind"), F.lit(" already holds another message at this line"))
    refused = events.withColumns({"reason": reason, "detail": detail})
    return refused.withColumn("user_id", F.col("attributes")["key"]).drop("held")


def as_quarantine(rejects: "DataFrame", as_of: datetime) -> "DataFrame":
    """Return staged rejects as rows of bronze.quarantine."""
    from pyspark.sql import functions as F

    return rejects.select(
        F.when(F.col("user_id") != "", F.col("user_id")).alias("user_id"),
        "source",
        "file_sha256",
        "ordinal",
        "reason",
        "detail",
        "raw",
        F.lit(as_of).alias("quarantined_at"),
    )


def _write_quarantine(run: Run, rejects: "DataFrame") -> None:
    rows = rejects.transform(as_quarantine, run.as_of)
    _append(run, _unheld(run, rows, QUARANTINE, REJECT), QUARANTINE)
