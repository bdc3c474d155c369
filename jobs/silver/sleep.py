"""Sleep sessions: unions of intervals per source and night, stages win over generic sleep."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import (
    known_at,
    known_zone,
    month,
    night_day,
    offset_minutes,
    vendor_time,
    with_home,
)
from jobs.silver.once import one_a_key
from jobs.silver.oura import bedtime_end, sleep_type

APPLE_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
PREFIX = "HKCategoryValueSleepAnalysis"
STAGES = ("AsleepCore", "AsleepDeep", "AsleepREM")
GENERIC = ("Asleep", "AsleepUnspecified")
IN_BED = ("InBed", "Awake")
NIGHT = ("user_id", "day", "source")
OURA_SLEEPS = ("long_sleep", "sleep", "late_nap")
"""`rest` is not sleep; `deleted` was refused at the door."""
HOUR, MINUTE = 3600.0, 60.0


def apple_intervals(bronze: DataFrame, people: DataFrame) -> DataFrame:
    """Return one row a sleep record, with its stage and the night it belongs to."""
    at, start = F.col("attributes"), F.col("start_ts")
    zone = F.coalesce(known_zone(at["meta:HKTimeZone"]), F.col("home"))
    rows = with_home(bronze.where(F.col("kind") == APPLE_SLEEP), people).select(
        "user_id",
        F.coalesce(at["sourceName"], F.lit("unknown")).alias("source"),
        F.replace(at["value"], F.lit(PREFIX), F.lit("")).alias("stage"),
        "start_ts",
        vendor_time(at["endDate"]).alias("end_ts"),
        offset_minutes(start, zone, at["startDate"]).alias("utc_offset_min"),
    )
    rows = rows.where(F.col("stage").isin(*STAGES, *GENERIC, *IN_BED))
    return rows.withColumn("day", night_day(F.col("end_ts"), F.col("utc_offset_min")))


def apple_nights(intervals: DataFrame) -> DataFrame:
    """Return one row per (athlete, night, source): the union of what its intervals cover."""
    staged = F.max(F.col("stage").isin(*STAGES)).over(Window.partitionBy(*NIGHT))
    rows = intervals.repartition("user_id").withColumn("staged", staged)
    asleep = F.when(F.col("staged"), F.col("stage").isin(*STAGES)).otherwise(
        F.col("stage").isin(*GENERIC)
    )
    # every interval was spent in bed, some of them asleep
    kinds = F.when(asleep, F.array(F.lit("asleep"), F.lit("bed"))).otherwise(F.array(F.lit("bed")))
    rows = rows.withColumn("kind", F.explode(kinds)).transform(with_new_hours)
    lain = F.max(F.col("stage").isin(*IN_BED))
    return (
        rows.groupBy(*NIGHT)
        .agg(
            F.min("start_ts").alias("start_ts"),
            F.max("end_ts").alias("end_ts"),
            F.min("utc_offset_min").alias("utc_offset_min"),
            _hours(F.col("kind") == "asleep").alias("asleep_h"),
            F.when(lain, _hours(F.col("kind") == "bed")).alias("in_bed_h"),
            _hours((F.col("stage") == "AsleepDeep") & (F.col("kind") == "asleep")).alias("deep_h"),
            _hours((F.col("stage") == "AsleepREM") & (F.col("kind") == "asleep")).alias("rem_h"),
        )
        .where(F.col("asleep_h") > 0)
    )


def with_new_hours(rows: DataFrame) -> DataFrame:
    """Add `hours`: what an interval covers beyond all earlier ones of its kind and night."""
    order = Window.partitionBy(*NIGHT, "kind").orderBy("start_ts", "end_ts", "stage")
    before = order.rowsBetween(Window.unboundedPreceding, -1)
    reached = F.greatest(F.col("start_ts"), F.max("end_ts").over(before))
    covered = F.unix_timestamp("end_ts") - F.unix_timestamp(reached)
    return rows.withColumn("hours", F.greatest(covered, F.lit(0)) / HOUR)


def _hours(condition: Column) -> Column:
    return F.sum(F.when(condition, F.col("hours")))


def oura_nights(bronze: DataFrame) -> DataFrame:
    """Return Oura's sleeps, naps among them."""
    at = F.col("attributes")
    none = F.lit(None).cast("string")
    rows = bronze.where((F.col("kind") == "sleep") & sleep_type().isin(*OURA_SLEEPS))
    return rows.select(
        "user_id",
        at["day"].try_cast("date").alias("day"),
        F.lit("Oura").alias("source"),
        "start_ts",
        bedtime_end().alias("end_ts"),
        offset_minutes(F.col("start_ts"), none, at["bedtime_end"]).alias("utc_offset_min"),
        (_number("total_sleep_duration") / HOUR).alias("asleep_h"),
        (_number("time_in_bed") / HOUR).alias("in_bed_h"),
        (_number("deep_sleep_duration") / HOUR).alias("deep_h"),
        (_number("rem_sleep_duration") / HOUR).alias("rem_h"),
        (_number("light_sleep_duration") / HOUR).alias("light_h"),
        (_number("awake_time") / HOUR).alias("awake_h"),
        (_number("latency") / MINUTE).alias("latency_min"),
        _number("average_hrv").alias("hrv_rmssd_ms"),
        _number("lowest_heart_rate").alias("lowest_hr_bpm"),
    ).where((F.col("asleep_h") > 0) & F.col("end_ts").isNotNull() & F.col("day").isNotNull())


def _number(field: str) -> Column:
    return F.col("attributes")[field].try_cast("double")


def sleep_sessions(apple: DataFrame, filed: DataFrame, live: DataFrame) -> DataFrame:
    """Return silver.sleep_sessions; the source with most sleep is a night's primary one."""
    key = ["user_id", "start_ts", "end_ts", "source"]
    both = apple.unionByName(filed, allowMissingColumns=True)
    rows = one_a_key(both.unionByName(live, allowMissingColumns=True), key)
    total = F.sum("asleep_h").over(Window.partitionBy(*NIGHT))
    best = F.max(F.struct("total", "source")).over(Window.partitionBy("user_id", "day"))
    share = F.col("asleep_h") / F.nullif(F.col("in_bed_h"), F.lit(0.0))
    # least() skips nulls: a night without time in bed would get efficiency 1
    efficiency = F.when(share > 1, F.lit(1.0)).otherwise(share)
    return rows.withColumn("total", total).select(
        *(name for name in rows.columns if name != "told_at"),
        efficiency.alias("efficiency"),
        known_at(F.col("end_ts"), F.col("told_at")).alias("available_at"),
        (F.col("source") == best["source"]).alias("is_primary"),
        month(F.col("end_ts")).alias("month"),
    )
