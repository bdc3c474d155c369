"""What new rows of bronze are about: athletes and the days that have to be built anew."""

from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING

import structlog

from infra.settings import Settings
from jobs.consumed import BRONZE, Versions
from jobs.regions import Spans
from jobs.tables import exists, location, read
from models.domain.tables import EVENTS, Table

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
"""Of what names no day (a profile, and with it a time zone): all of an athlete's."""
BEFORE, AFTER = timedelta(days=3), timedelta(days=2)
"""Zones, nights and an answer's 36 hours reach this far beyond the days that rows name."""
DAYS = ("startDate", "endDate", "day", "dateComponents", "bedtime_end", "end_datetime")
"""Where a vendor's record without an instant says its day, and where one says its end."""
TIMES = ("start_ts", "end_ts", "occurred_at", "decided_at")
log = structlog.get_logger()


def spans(spark: "SparkSession", settings: Settings, since: Versions) -> Spans:
    """Return the days that rows added since some versions are about, by athlete.

    Raises deltalake's DeltaError when an old version is no longer known.
    """
    parts = []
    for table in BRONZE:
        rows = added(spark, table, settings, since[table.name])
        if rows is not None:
            parts.append(of_events(rows) if table is EVENTS else of_records(rows))
    if not parts:
        return {}
    told = reduce(lambda a, b: a.unionByName(b), parts).collect()
    found: dict[str, tuple[date, date]] = {}
    for row in told:
        first, last = found.get(row.user_id, (row.first, row.last))
        found[row.user_id] = min(first, row.first), max(last, row.last)
    return {user: (first - BEFORE, last + AFTER) for user, (first, last) in found.items()}


def added(
    spark: "SparkSession", table: Table, settings: Settings, version: int
) -> "DataFrame | None":
    """Return the rows of files that a version did not have; None when there are none.

    Bronze is appended to. Where an erasure wrote files anew, their other rows count as added.
    """
    from deltalake import DeltaTable

    if not exists(table, settings):
        return None
    place = location(table, settings)
    files = set(DeltaTable(place).file_uris())
    if version < 0:
        return read(spark, table, settings) if files else None
    new = sorted(files - set(DeltaTable(place, version=version).file_uris()))
    log.info("new_rows", table=table.path, files=len(new), since=version)
    return spark.read.parquet(*new) if new else None


def of_records(rows: "DataFrame") -> "DataFrame":
    """Return the first and last day that an athlete's vendor records name."""
    from pyspark.sql import functions as F

    at = F.col("attributes")
    said = [at[name].substr(1, 10).try_cast("date") for name in DAYS]
    start = F.to_date("start_ts")
    return _spanned(rows, F.array(start, *said))


def of_events(rows: "DataFrame") -> "DataFrame":
    """Return the first and last day that an athlete's messages are about."""
    from pyspark.sql import functions as F

    told = (F.get_json_object("value", f"$.{name}").substr(1, 10) for name in TIMES)
    profile = F.get_json_object("value", "$.kind") == "profile"
    whole = F.array(F.lit(EARLIEST), F.lit(LATEST))
    days = F.array(*(one.try_cast("date") for one in told))
    return _spanned(
        rows.withColumn("user_id", F.col("key")), F.when(profile, whole).otherwise(days)
    )


def _spanned(rows: "DataFrame", days: "Column") -> "DataFrame":
    from pyspark.sql import functions as F

    known = rows.where("user_id IS NOT NULL").select("user_id", F.array_compact(days).alias("days"))
    first, last = F.array_min("days"), F.array_max("days")
    return known.groupBy("user_id").agg(
        F.min(F.coalesce(first, F.lit(EARLIEST))).alias("first"),
        F.max(F.coalesce(last, F.lit(LATEST))).alias("last"),
    )
