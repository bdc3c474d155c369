"""silver.workouts from Apple's Workout elements (totals stand in one of two places) and Oura's
documents of workouts and of guided sessions.
"""

from itertools import chain

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import (
    imported_at,
    known_zone,
    local_day,
    month,
    offset_minutes,
    vendor_time,
    with_home,
)
from jobs.silver.once import one_a_key
from jobs.silver.quarantine import quarantined
from jobs.silver.told_once import with_first_told

APPLE = "HKQuantityTypeIdentifier"
LONGEST_MIN = 24 * 60.0
KEY = ["user_id", "start_ts", "end_ts", "source"]
GUIDED = ("meditation", "breathing")
APPLE_NAMES = {
    "strength_training": "TraditionalStrengthTraining",
    "hiit": "HighIntensityIntervalTraining",
    "cross_training": "CrossTraining",
    "indoor_cycling": "Cycling",
    "treadmill_running": "Running",
}
"""Oura's names whose words are not Apple's."""


def workouts(apple: DataFrame, oura: DataFrame) -> DataFrame:
    """Return silver.workouts; of those that are one workout told twice the longest is primary."""
    good = apple.unionByName(oura).where("problem IS NULL")
    rows = one_a_key(good.drop("file_sha256", "ordinal", "raw", "problem"), KEY)
    known = [F.col(name).isNotNull() for name in ("rpe", "mean_hr_bpm")]
    longest = [F.col("duration_min"), *known, F.col("source")]
    return with_first_told(rows, ("user_id",), longest).select(
        *rows.columns,
        imported_at(F.col("end_ts")).alias("available_at"),
        F.col("told_first").alias("is_primary"),
        month(F.col("end_ts")).alias("month"),
    )


def refused(workouts: DataFrame, source: str, as_of: Column) -> DataFrame:
    """Return rows for the quarantine."""
    detail = F.concat_ws(" ", "activity", F.col("duration_min").cast("string"))
    return quarantined(workouts, source, detail, as_of)


def apple_workouts(bronze: DataFrame, people: DataFrame) -> DataFrame:
    """Return the workouts of an export, dated by the local day they began on.

    `problem` says why one is refused.
    """
    at, start = F.col("attributes"), F.col("start_ts")
    zone = F.coalesce(known_zone(at["meta:HKTimeZone"]), F.col("home"))
    kind = F.regexp_replace(at["workoutActivityType"], "^HKWorkout(Activity)?Type(Identifier)?", "")
    rows = with_home(bronze.where(F.col("kind") == "Workout"), people).select(
        *("user_id", "file_sha256", "ordinal", "raw", "start_ts"),
        vendor_time(at["endDate"]).alias("end_ts"),
        offset_minutes(start, zone, at["startDate"]).alias("utc_offset_min"),
        kind.alias("activity"),
        F.lit(None).cast("string").alias("intensity"),
        F.lit(None).cast("string").alias("entry"),
        _minutes().alias("duration_min"),
        _energy().alias("energy_kcal"),
        (_number("totalDistance") * _metres(at["totalDistanceUnit"])).alias("distance_m"),
        _number(f"stat:{APPLE}HeartRate:average").alias("mean_hr_bpm"),
        F.lit(None).cast("double").alias("rpe"),
        F.coalesce(at["sourceName"], F.lit("unknown")).alias("source"),
    )
    return _judged(rows)


def _judged(rows: DataFrame) -> DataFrame:
    day = local_day(F.col("start_ts"), F.col("utc_offset_min"))
    return rows.withColumns({"day": day, "problem": _problem()})


def _problem() -> Column:
    """Return why a workout is refused; null for a good one."""
    start, end, minutes = F.col("start_ts"), F.col("end_ts"), F.col("duration_min")
    return (
        F.when(start.isNull() | end.isNull() | (end < start), "bad_time")
        .when(F.col("activity").isNull() | minutes.isNull() | (minutes < 0), "bad_value")
        .when(minutes > LONGEST_MIN, "too_long")
    )


def oura_workouts(bronze: DataFrame) -> DataFrame:
    """Return a ring's workouts, and the sessions in which its wearer sat and breathed."""
    at, none = F.col("attributes"), F.lit(None)
    guided = (F.col("kind") == "session") & at["type"].isin(*GUIDED)
    end = vendor_time(at["end_datetime"])
    seconds = F.unix_timestamp(end) - F.unix_timestamp("start_ts")
    rows = bronze.where((F.col("kind") == "workout") | guided).select(
        *("user_id", "file_sha256", "ordinal", "raw", "start_ts"),
        end.alias("end_ts"),
        offset_minutes(F.col("start_ts"), none, at["start_datetime"]).alias("utc_offset_min"),
        _as_apple(F.coalesce(at["activity"], at["type"])).alias("activity"),
        at["intensity"].alias("intensity"),
        at["source"].alias("entry"),
        (seconds / 60).alias("duration_min"),
        _number("calories").alias("energy_kcal"),
        _number("distance").alias("distance_m"),
        none.cast("double").alias("mean_hr_bpm"),
        none.cast("double").alias("rpe"),
        F.lit("Oura").alias("source"),
    )
    return _judged(rows)


def _as_apple(name: Column) -> Column:
    """Return an activity under Apple's name where it has one, else `hot_yoga` as `HotYoga`."""
    known = F.create_map(*map(F.lit, chain.from_iterable(APPLE_NAMES.items())))
    words = F.initcap(F.regexp_replace(name, r"[_\s]+", " "))
    return F.coalesce(known[F.lower(name)], F.replace(words, F.lit(" "), F.lit("")))


def _number(field: str) -> Column:
    return F.col("attributes")[field].try_cast("double")


def _minutes() -> Column:
    """Return the duration, pauses excluded; without a unit, or out of the span, the span."""
    unit = F.col("attributes")["durationUnit"]
    end = vendor_time(F.col("attributes")["endDate"])
    span = (F.unix_timestamp(end) - F.unix_timestamp("start_ts")) / 60
    written = (
        F.when(unit == "min", _number("duration"))
        .when(unit == "s", _number("duration") / 60)
        .when(unit == "hr", _number("duration") * 60)
    )
    return F.when(written <= span + 1, written).otherwise(span).cast("double")


def _energy() -> Column:
    """Return kcal: iOS 16 writes statistics, older phones an attribute."""
    at = F.col("attributes")
    statistic = f"stat:{APPLE}ActiveEnergyBurned"
    modern = _number(f"{statistic}:sum") * _kcal(at[f"{statistic}:unit"])
    return F.coalesce(modern, _number("totalEnergyBurned") * _kcal(at["totalEnergyBurnedUnit"]))


def _kcal(unit: Column) -> Column:
    return F.when(unit == "kJ", 1 / 4.184).when(unit.isin("kcal", "Cal"), 1.0)


def _metres(unit: Column) -> Column:
    return F.when(unit == "km", 1000.0).when(unit == "mi", 1609.344).when(unit == "m", 1.0)
