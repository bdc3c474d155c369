"""silver.strength_sets of Hevy's rows; e1RM by Epley, w (1 + r/30), r = reps + RIR (facts.md 4)."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import imported_at, month, with_home

KG_PER_LB = 0.45359237
MOST_REPS = 10
"""Epley is trusted up to ten effective repetitions."""
ZONED = r"(Z|[+-]\d{2}:?\d{2})$"
LONGEST = "INTERVAL 6 HOURS"
"""Apps leave a workout running for days: an end beyond this is not believed."""
KEY = ["user_id", "start_ts", "exercise", "set_index", "source"]


def strength_sets(bronze: DataFrame, people: DataFrame) -> DataFrame:
    """Return silver.strength_sets, the wall times read in the athlete's own zone."""
    at = F.col("attributes")
    sets = with_home(bronze.where(F.col("kind") == "set"), people).withColumn("start_ts", _start())
    rows = sets.select(
        "user_id",
        at["start_local"].substr(1, 10).try_cast("date").alias("day"),
        "start_ts",
        imported_at(_end()).alias("available_at"),
        F.coalesce(at["title"], F.lit("")).alias("workout"),
        at["exercise_title"].alias("exercise"),
        F.coalesce(_number("set_index"), F.lit(0.0)).cast("long").alias("set_index"),
        F.coalesce(at["set_type"], F.lit("normal")).alias("set_type"),
        _number("reps").cast("long").alias("reps"),
        F.coalesce(_number("weight_kg"), _number("weight_lbs") * KG_PER_LB).alias("weight_kg"),
        _number("rpe").alias("rpe"),
        F.lit("Hevy").alias("source"),
        month(F.col("start_ts")).alias("month"),
    )
    rows = rows.where("start_ts IS NOT NULL").dropDuplicates(KEY)
    rows = rows.withColumn("rir", F.lit(10.0) - F.col("rpe"))
    return rows.withColumn("e1rm_kg", epley(F.col("weight_kg"), F.col("reps"), F.col("rir")))


def epley(weight: Column, reps: Column, rir: Column) -> Column:
    """Return the estimated one-repetition maximum in kg; null above ten effective repetitions."""
    effective = reps + F.coalesce(rir, F.lit(0.0))
    usable = (reps >= 1) & (effective <= MOST_REPS) & (weight > 0)
    return F.when(usable, weight * (1 + effective / 30))


def _start() -> Column:
    """Return the instant a workout began: Hevy mostly writes a wall time without a zone."""
    at = F.col("attributes")
    wall = F.to_utc_timestamp(
        F.try_to_timestamp(at["start_local"]), F.coalesce("home", F.lit("UTC"))
    )
    return F.when(at["start_time"].rlike(ZONED), F.col("start_ts")).otherwise(wall)


def _end() -> Column:
    """Return when it ended, or two hours after its start."""
    at = F.col("attributes")
    start, end = F.try_to_timestamp(at["start_local"]), F.try_to_timestamp(at["end_local"])
    believed = end.between(start, start + F.expr(LONGEST))
    lasted = F.when(believed, F.unix_timestamp(end) - F.unix_timestamp(start))
    seconds = F.unix_timestamp("start_ts") + F.coalesce(lasted, F.lit(2 * 3600))
    return F.timestamp_seconds(seconds)


def _number(field: str) -> Column:
    return F.col("attributes")[field].try_cast("double")
