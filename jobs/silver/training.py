"""Workouts and strength sets."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import imported_at, local_day, month, offset_minutes, vendor_time

APPLE = "HKQuantityTypeIdentifier"
KG_PER_LB = 0.45359237
MOST_REPS = 10
"""Epley is trusted up to ten effective repetitions (facts.md 4)."""


def workouts(bronze: DataFrame) -> DataFrame:
    """Return silver.workouts of Apple's Workout elements; totals stand in one of two places."""
    at = F.col("attributes")
    offset = offset_minutes(at["startDate"], at["meta:HKTimeZone"], F.col("start_ts"))
    rows = bronze.where(F.col("kind") == "Workout").select(
        "user_id",
        "start_ts",
        vendor_time(at["endDate"]).alias("end_ts"),
        offset.alias("utc_offset_min"),
        F.replace(at["workoutActivityType"], F.lit("HKWorkoutActivityType"), F.lit("")).alias(
            "activity"
        ),
        _minutes().alias("duration_min"),
        F.coalesce(
            _number(f"stat:{APPLE}ActiveEnergyBurned:sum"), _number("totalEnergyBurned")
        ).alias("energy_kcal"),
        (_number("totalDistance") * _metres(at["totalDistanceUnit"])).alias("distance_m"),
        _number(f"stat:{APPLE}HeartRate:average").alias("mean_hr_bpm"),
        F.lit(None).cast("double").alias("rpe"),
        F.coalesce(at["sourceName"], F.lit("unknown")).alias("source"),
    )
    rows = rows.where(F.col("end_ts").isNotNull() & F.col("activity").isNotNull())
    rows = rows.dropDuplicates(["user_id", "start_ts", "end_ts", "source"])
    day = local_day(F.col("start_ts"), F.col("utc_offset_min"))
    rows = rows.withColumn("day", day)
    totals = F.sum("duration_min").over(Window.partitionBy("user_id", "day", "source"))
    rows = rows.withColumn("total", totals)
    best = F.max(F.struct("total", "source")).over(Window.partitionBy("user_id", "day"))
    return rows.select(
        "*",
        imported_at(F.col("end_ts")).alias("available_at"),
        (F.col("source") == best["source"]).alias("is_primary"),
        month(F.col("end_ts")).alias("month"),
    )


def _number(field: str) -> Column:
    return F.expr(f"try_cast(attributes['{field}'] AS double)")


def _minutes() -> Column:
    """Return the duration, pauses excluded; seconds or no unit: the span decides."""
    unit = F.col("attributes")["durationUnit"]
    end = vendor_time(F.col("attributes")["endDate"])
    span = (F.unix_timestamp(end) - F.unix_timestamp("start_ts")) / 60
    written = F.when(unit == "min", _number("duration")).when(unit == "s", _number("duration") / 60)
    return F.coalesce(written, span).cast("double")


def _metres(unit: Column) -> Column:
    return F.when(unit == "km", 1000.0).when(unit == "mi", 1609.344).when(unit == "m", 1.0)


def strength_sets(bronze: DataFrame) -> DataFrame:
    """Return silver.strength_sets of Hevy's rows; e1RM by Epley, w (1 + r/30), r = reps + RIR."""
    at = F.col("attributes")
    weight = F.coalesce(_number("weight_kg"), _number("weight_lbs") * KG_PER_LB)
    rows = bronze.where(F.col("kind") == "set").select(
        "user_id",
        F.to_date("start_ts").alias("day"),
        "start_ts",
        F.coalesce(at["title"], F.lit("")).alias("workout"),
        at["exercise_title"].alias("exercise"),
        F.coalesce(_number("set_index"), F.lit(0.0)).cast("long").alias("set_index"),
        F.coalesce(at["set_type"], F.lit("normal")).alias("set_type"),
        _number("reps").cast("long").alias("reps"),
        weight.alias("weight_kg"),
        _number("rpe").alias("rpe"),
        F.lit("Hevy").alias("source"),
    )
    keys = ["user_id", "start_ts", "exercise", "set_index", "source"]
    rows = rows.dropDuplicates(keys).withColumn("rir", F.lit(10.0) - F.col("rpe"))
    effective = F.col("reps") + F.coalesce(F.col("rir"), F.lit(0.0))
    usable = (F.col("reps") >= 1) & (effective <= MOST_REPS) & (F.col("weight_kg") > 0)
    return rows.select(
        "*",
        F.when(usable, F.col("weight_kg") * (1 + effective / 30)).alias("e1rm_kg"),
        imported_at(F.col("start_ts") + F.expr("INTERVAL 2 HOURS")).alias("available_at"),
        month(F.col("start_ts")).alias("month"),
    )
