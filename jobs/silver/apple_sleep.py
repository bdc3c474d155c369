"""Apple's sleep records as sessions: what lies within an hour of each other is one sleep."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import known_zone, night_day, offset_minutes, vendor_time, with_home
from jobs.silver.quarantine import quarantined
from jobs.silver.sleep import HOUR, LONGEST_BED_H, LONGEST_SLEEP_H
from jobs.silver.told_once import with_island

APPLE_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
PREFIX = "HKCategoryValueSleepAnalysis"
LIGHT, DEEP, REM = STAGES = ("AsleepCore", "AsleepDeep", "AsleepREM")
GENERIC = ("Asleep", "AsleepUnspecified")
AWAKE = "Awake"
IN_BED = ("InBed", AWAKE)
APART_S = 3600.0
"""A longer break ends a sleep: rest with gaps below 60 min is one period (van Hees 2018) [mem]."""
OWN = ("user_id", "source", "problem")
SESSION = (*OWN, "island")


def apple_intervals(bronze: DataFrame, people: DataFrame) -> DataFrame:
    """Return one row a sleep record and its session; `problem` says why it is no sleep."""
    rows = _told(bronze, people).repartition("user_id").withColumn("problem", _problem())
    # what is refused bridges no gap
    rows = with_island(rows, OWN, APART_S).transform(_with_hours, "bed", F.lit(True))  # noqa: FBT003
    lain = F.sum("bed").over(Window.partitionBy(*SESSION))
    endless = F.when(lain > LONGEST_BED_H, F.lit("too_long"))
    return rows.withColumn("problem", F.coalesce("problem", endless))


def _told(bronze: DataFrame, people: DataFrame) -> DataFrame:
    at, start, end = F.col("attributes"), F.col("start_ts"), vendor_time(F.col("end_text"))
    zone = F.coalesce(known_zone(at["meta:HKTimeZone"]), F.col("home"))
    records = bronze.where(F.col("kind") == APPLE_SLEEP).withColumn("end_text", at["endDate"])
    rows = with_home(records, people).select(
        *("user_id", "file_sha256", "ordinal", "raw", "start_ts"),
        F.coalesce(at["sourceName"], F.lit("unknown")).alias("source"),
        F.replace(at["value"], F.lit(PREFIX), F.lit("")).alias("stage"),
        end.alias("end_ts"),
        offset_minutes(start, zone, at["startDate"]).alias("start_offset_min"),
        offset_minutes(end, zone, F.col("end_text")).alias("utc_offset_min"),
    )
    return rows.where(F.col("stage").isin(*STAGES, *GENERIC, *IN_BED))


def _problem() -> Column:
    start, end = F.col("start_ts"), F.col("end_ts")
    hours = (F.unix_timestamp(end) - F.unix_timestamp(start)) / HOUR
    return F.when(start.isNull() | end.isNull() | (end < start), "bad_time").when(
        hours > LONGEST_SLEEP_H, "too_long"
    )


def refused(intervals: DataFrame, as_of: Column) -> DataFrame:
    """Return rows for the quarantine."""
    return quarantined(intervals, "apple_health", F.concat_ws(" ", "stage", "end_ts"), as_of)


def apple_nights(intervals: DataFrame) -> DataFrame:
    """Return one row a session: the union of what its intervals cover."""
    stage, asleep = F.col("stage"), F.col("asleep")
    rows = intervals.where("problem IS NULL").withColumn("sleeps", _sleeps())
    rows = rows.transform(_with_hours, "asleep", F.col("sleeps"))
    rows = rows.transform(_with_hours, "awake", stage == AWAKE)
    # a tracker of stages without a word of waking saw none; generic sleep tells nothing of it
    judged = F.max(stage.isin(*STAGES, AWAKE))
    sessions = rows.groupBy(*SESSION).agg(
        F.min("start_ts").alias("start_ts"),
        F.max("end_ts").alias("end_ts"),
        F.min(F.struct("start_ts", "start_offset_min"))["start_offset_min"].alias(
            "start_offset_min"
        ),
        F.max(F.struct("end_ts", "utc_offset_min"))["utc_offset_min"].alias("utc_offset_min"),
        F.sum(asleep).alias("asleep_h"),
        F.when(F.max(stage.isin(*IN_BED)), F.sum("bed")).alias("in_bed_h"),
        F.sum(F.when(stage == DEEP, asleep)).alias("deep_h"),
        F.sum(F.when(stage == REM, asleep)).alias("rem_h"),
        F.sum(F.when(stage == LIGHT, asleep)).alias("light_h"),
        F.when(judged, F.coalesce(F.sum("awake"), F.lit(0.0))).alias("awake_h"),
    )
    return sessions.where("asleep_h > 0").withColumn("day", night_day()).drop("problem", "island")


def _sleeps() -> Column:
    """Say whether an interval is sleep: generic sleep beside a stage is only time in bed."""
    order = Window.partitionBy(*SESSION).orderBy("start_ts")
    begun = order.rangeBetween(Window.unboundedPreceding, Window.currentRow)
    to_come = order.rangeBetween(Window.currentRow, Window.unboundedFollowing)
    staged = F.col("stage").isin(*STAGES)
    lasts = F.max(F.when(staged, F.col("end_ts"))).over(begun) > F.col("start_ts")
    comes = F.min(F.when(staged, F.col("start_ts"))).over(to_come) < F.col("end_ts")
    beside = F.coalesce(lasts, F.lit(False)) | F.coalesce(comes, F.lit(False))  # noqa: FBT003
    return staged | (F.col("stage").isin(*GENERIC) & ~beside)


def _with_hours(rows: DataFrame, name: str, counts: Column) -> DataFrame:
    """Add the hours that an interval covers beyond all earlier ones of its session that count."""
    order = Window.partitionBy(*SESSION).orderBy("start_ts", "end_ts", "stage")
    before = order.rowsBetween(Window.unboundedPreceding, -1)
    reached = F.greatest(F.col("start_ts"), F.max(F.when(counts, F.col("end_ts"))).over(before))
    covered = F.unix_timestamp("end_ts") - F.unix_timestamp(reached)
    return rows.withColumn(name, F.when(counts, F.greatest(covered, F.lit(0)) / HOUR))
