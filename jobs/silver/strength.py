"""silver.strength_sets of every app; e1RM by Epley, w (1 + r/30), r = reps + RIR (facts.md 4).

Only names of `jobs.sources.sets` are read here, no app's own columns.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import imported_at, month, with_home
from jobs.silver.once import one_a_key

MOST_REPS = 10
"""Epley is trusted up to ten effective repetitions."""
LONGEST = "INTERVAL 6 HOURS"
"""Apps leave a workout running for days: an end beyond this is not believed."""
LASTED_S = 2 * 3600
"""A workout whose end nobody wrote."""
HALF_DAY_S = 12 * 3600
"""From the noon that stands for a date alone to the end of that day."""
KEY = ["user_id", "start_ts", "exercise", "set_index", "source"]


def strength_sets(bronze: DataFrame, people: DataFrame) -> DataFrame:
    """Return silver.strength_sets, the wall times read in the athlete's own zone."""
    at = F.col("attributes")
    sets = with_home(bronze.where(F.col("kind") == "set"), people).withColumn("start_ts", _start())
    rows = sets.select(
        "user_id",
        _day().alias("day"),
        "start_ts",
        imported_at(_end()).alias("available_at"),
        F.coalesce(at["workout"], F.lit("")).alias("workout"),
        at["exercise"].alias("exercise"),
        F.coalesce(_number("set_index"), F.lit(0.0)).cast("long").alias("set_index"),
        F.coalesce(at["set_type"], F.lit("normal")).alias("set_type"),
        _number("reps").cast("long").alias("reps"),
        _number("weight_kg").alias("weight_kg"),
        _number("rpe").alias("rpe"),
        F.coalesce(_number("rir"), F.lit(10.0) - _number("rpe")).alias("rir"),
        at["app"].alias("source"),
        month(F.col("start_ts")).alias("month"),
    )
    rows = one_a_key(rows.where("start_ts IS NOT NULL AND exercise IS NOT NULL"), KEY)
    return rows.withColumn("e1rm_kg", epley(F.col("weight_kg"), F.col("reps"), F.col("rir")))


def epley(weight: Column, reps: Column, rir: Column) -> Column:
    """Return the estimated one-repetition maximum in kg; null above ten effective repetitions."""
    effective = reps + F.coalesce(rir, F.lit(0.0))
    usable = (reps >= 1) & (effective <= MOST_REPS) & (weight > 0)
    return F.when(usable, weight * (1 + effective / 30))


def _start() -> Column:
    """Return the instant a workout began: most apps write a wall time without a zone."""
    at = F.col("attributes")
    wall = F.to_utc_timestamp(
        F.try_to_timestamp(at["start_local"]), F.coalesce("home", F.lit("UTC"))
    )
    return F.when(at["clock"] == "instant", F.col("start_ts")).otherwise(wall)


def _day() -> Column:
    """Return the athlete's date: an instant may have been written in another zone than theirs."""
    at = F.col("attributes")
    home = F.when(
        at["clock"] == "instant", F.to_date(F.from_utc_timestamp("start_ts", F.col("home")))
    )
    return F.coalesce(home, at["start_local"].substr(1, 10).try_cast("date"))


def _end() -> Column:
    """Return when it ended: as written, else two hours after its start or at the day's end."""
    at = F.col("attributes")
    start, end = F.try_to_timestamp(at["start_local"]), F.try_to_timestamp(at["end_local"])
    believed = end.between(start, start + F.expr(LONGEST))
    lasted = F.when(believed, F.unix_timestamp(end) - F.unix_timestamp(start))
    usual = F.when(at["clock"] == "day", HALF_DAY_S).otherwise(LASTED_S)
    seconds = F.unix_timestamp("start_ts") + F.coalesce(lasted, usual)
    return F.timestamp_seconds(seconds)


def _number(field: str) -> Column:
    return F.col("attributes")[field].try_cast("double")
