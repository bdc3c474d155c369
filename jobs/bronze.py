"""Staged rows to the tables of bronze, each append harmless when it is repeated."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from infra.settings import Settings
from jobs.sources.staging import OUTCOME, SINKS
from jobs.tables import append, exists, read, schema_of
from models.domain.rows import RawFile
from models.domain.tables import (
    APPLE_HEALTH,
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
RECORDS = (APPLE_HEALTH, OURA, STRENGTH)
FILE = ("user_id", "file_sha256")


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run writes, and the time it stands at."""

    spark: "SparkSession"
    settings: Settings
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Added:
    """History messages of a run."""

    events: Mapping[str, int]
    """Per topic, those that were new."""
    conflicts: Mapping[str, int]
    """`offset_taken`, when a line's offset already holds another message."""


def outcomes(staged: "DataFrame") -> list[tuple[int, Mapping[str, Any]]]:
    """Return (index of the file, its outcome); the first look at the rows parses the files."""
    rows = staged.where(staged.sink == OUTCOME).select("ordinal", "raw").collect()
    return [(row.ordinal, json.loads(row.raw)) for row in rows]


def write(run: Run, staged: "DataFrame", archive: Sequence[RawFile]) -> Added:
    """Append staged rows and, last, the files' own: only then do they count as read."""
    sources = {file.source for file in archive if file.records}
    for table in RECORDS:
        if table.name in {SINKS[source] for source in sources if source}:
            _write_records(run, staged, table)
    added, rejects = Added({}, {}), staged.where(staged.sink == QUARANTINE.name)
    if "events" in sources:
        added, conflicts = _write_events(run, staged)
        rejects = rejects.unionByName(conflicts)
    if added.conflicts or any(file.rejected for file in archive):
        _write_quarantine(run, rejects)
    append(as_frame(run, archive), RAW_FILES, run.settings)
    return added


def as_frame(run: Run, archive: Sequence[RawFile]) -> "DataFrame":
    """Return the files' rows as a frame."""
    return run.spark.createDataFrame([astuple(row) for row in archive], schema_of(RAW_FILES))


def _write_records(run: Run, staged: "DataFrame", table: Table) -> None:
    rows = staged.where(staged.sink == table.name)
    if exists(table, run.settings):
        # a run that died between two tables: an append is there as a whole or not at all
        held = read(run.spark, table, run.settings).select(*FILE).distinct()
        rows = rows.join(held, list(FILE), "left_anti")
    append(rows, table, run.settings)


def _write_events(run: Run, staged: "DataFrame") -> tuple[Added, "DataFrame"]:
    """Append messages at new offsets; also return those whose offset holds another one."""
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    events = staged.where(staged.sink == EVENTS.name)
    known = read(run.spark, EVENTS, run.settings).where(F.col("partition") == HISTORY)
    held = known.selectExpr("topic AS kind", "offset AS ordinal", "value AS held")
    # kept, because after the append every offset would look taken
    joined = events.join(held, ["kind", "ordinal"], "left").persist(StorageLevel.DISK_ONLY)
    new, taken = joined.where("held IS NULL"), joined.where("held != raw")
    append(new.transform(as_events), EVENTS, run.settings)
    counts = {row["kind"]: row["count"] for row in new.groupBy("kind").count().collect()}
    refused = taken.count()
    return Added(counts, {"offset_taken": refused} if refused else {}), as_conflicts(taken)


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
    refused = events.withColumns({"reason": reason, "detail": detail, "kind": F.lit("events")})
    return refused.withColumn("user_id", F.col("attributes")["key"]).drop("held")


def as_quarantine(rejects: "DataFrame", as_of: datetime) -> "DataFrame":
    """Return staged rejects as rows of bronze.quarantine."""
    from pyspark.sql import functions as F

    return rejects.select(
        F.when(F.col("user_id") != "", F.col("user_id")).alias("user_id"),
        F.col("kind").alias("source"),
        "file_sha256",
        "ordinal",
        "reason",
        "detail",
        "raw",
        F.lit(as_of).alias("quarantined_at"),
    )


def _write_quarantine(run: Run, rejects: "DataFrame") -> None:
    rows = rejects.transform(as_quarantine, run.as_of)
    if exists(QUARANTINE, run.settings):
        key = ["file_sha256", "ordinal", "reason"]
        held = read(run.spark, QUARANTINE, run.settings).select(*key).distinct()
        rows = rows.join(held, key, "left_anti")
    append(rows, QUARANTINE, run.settings)
