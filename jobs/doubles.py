"""Records that bronze holds from earlier files of the same athlete.

Every export of Apple's repeats all that stood in the ones before, and every log all of its sets.
What is told again is counted and not kept: the lake then builds the days of what is new.
"""

from collections.abc import Set
from datetime import datetime
from typing import TYPE_CHECKING

from jobs.regions import MOST_NAMED
from jobs.tables import read
from models.domain.tables import APPLE_HEALTH, DAILY_TABLES, STRENGTH, Table

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from infra.settings import Settings

TOLD_AGAIN = (APPLE_HEALTH, STRENGTH, DAILY_TABLES)
"""Of Oura's documents the last one told counts, even where it takes back the one before."""
AT_EXPORT = ("startDate", "endDate", "creationDate")
"""Apple's texts with the offset of the exporting phone, another one after a journey."""
AGAIN = "again"


def marked(
    spark: "SparkSession", settings: "Settings", rows: "DataFrame", table: Table, files: Set[str]
) -> "DataFrame":
    """Add `again` to staged rows: whether the table holds the record from none of `files`.

    The same is what agrees in athlete, kind, instants and attributes, but for the phone's offset
    and the address of a device. Records that stand twice in `files` are not looked for.
    """
    from pyspark.sql import functions as F

    same = ["user_id", *(one.alias(name) for name, one in _identity().items())]
    held = read(spark, table, settings).where(~F.col("file_sha256").isin(*files))
    held = held.where(_near(rows)).select(*same).distinct().withColumn("held", F.lit(1))
    names = ["user_id", *_identity()]
    found = rows.withColumns(_identity()).join(held, names, "left")
    return found.withColumn(AGAIN, F.col("held").isNotNull()).drop(*_identity(), "held")


def _identity() -> "dict[str, Column]":
    """Return 128 bits of what makes a record the same one."""
    from pyspark.sql import functions as F

    from jobs.silver.apple import ADDRESS
    from jobs.silver.local_time import vendor_time

    at = F.col("attributes")
    others = F.map_filter(at, lambda name, _: ~name.isin(*AT_EXPORT, "device"))
    end = F.when(at["endDate"] != at["startDate"], vendor_time(at["endDate"]))
    device = F.regexp_replace(at["device"], ADDRESS, "")
    told = ("kind", "start_ts", end, device, F.sort_array(F.map_entries(others)))
    return {f"identity_{seed}": F.xxhash64(F.lit(seed), *told) for seed in (0, 1)}


def _near(rows: "DataFrame") -> "Column":
    """Return which records can be told again by some rows."""
    from pyspark.sql import functions as F

    about = rows.agg(
        F.collect_set("user_id").alias("users"),
        F.min("start_ts").alias("first"),
        F.max("start_ts").alias("last"),
    ).first()
    assert about is not None
    near = F.col("start_ts").isNull() | F.col("start_ts").between(*map(_instant, about[1:]))
    return near & F.col("user_id").isin(*about.users) if len(about.users) <= MOST_NAMED else near


def _instant(time: datetime | None) -> "Column":
    from pyspark.sql import functions as F

    return F.lit(time).cast("timestamp")
