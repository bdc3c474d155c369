"""silver.observations: one row a key, and one primary source a metric and its day."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import known_at, metric_day, month
from jobs.silver.once import one_a_key
from models.features.metrics import METRICS

KEY = ("user_id", "metric", "start_ts", "end_ts", "source")
VALUE = ("value", "utc_offset_min", "unit", "device")
ORIGINAL = ("original_value", "original_unit")
TOLD = "told_at"
"""When a live sample was taken in; null for what came by file."""
ADDITIVE = tuple(metric.name for metric in METRICS if metric.adds)


def observations(quantities: DataFrame, readings: DataFrame, samples: DataFrame) -> DataFrame:
    """Return silver.observations: Apple's quantities, figures of other files, live samples."""
    good = quantities.where(F.col("problem").isNull()).select(*KEY, *VALUE, *ORIGINAL)
    filed = good.unionByName(readings.select(*KEY, *VALUE), allowMissingColumns=True)
    live = samples.select(*KEY, *VALUE, TOLD)
    rows = filed.unionByName(live, allowMissingColumns=True)
    # everything of an athlete goes to one task here, so no later step shuffles again
    rows = one_a_key(rows.repartition("user_id"), KEY)
    return rows.transform(with_primary).select(
        *KEY,
        *VALUE,
        *ORIGINAL,
        known_at(F.col("end_ts"), F.col(TOLD)).alias("available_at"),
        "is_primary",
        month(F.col("end_ts")).alias("month"),
    )


def with_primary(rows: DataFrame) -> DataFrame:
    """Mark the largest source of each metric's day: watch and phone never add up.

    A morning's ends when gold reads it, so nothing that comes later changes who was first.
    """
    by_day = ("user_id", "metric", "day")
    size = F.sum(size_of(F.col("value"))).over(Window.partitionBy(*by_day, "source"))
    best = F.max(F.struct("size", "source")).over(Window.partitionBy(*by_day))
    return (
        rows.withColumn("day", metric_day())
        .withColumn("size", size)
        .withColumn("is_primary", F.col("source") == best["source"])
    )


def size_of(value: Column) -> Column:
    """Return what a record adds to its source's size: its amount, or 1 where amounts don't add."""
    return F.when(F.col("metric").isin(*ADDITIVE), value).otherwise(F.lit(1.0))
