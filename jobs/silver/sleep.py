"""Sleep sessions: unions of intervals per source and night, stages win over generic sleep."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import imported_at, month, night_day, offset_minutes, vendor_time

APPLE_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
PREFIX = "HKCategoryValueSleepAnalysis"
STAGES = ("AsleepCore", "AsleepDeep", "AsleepREM")
GENERIC = ("Asleep", "AsleepUnspecified")
NIGHT = ("user_id", "day", "source")
HOUR = 3600.0


def apple_sleep(bronze: DataFrame) -> DataFrame:
    """Return one row per (athlete, night, source)."""
    at = F.col("attributes")
    rows = bronze.where(F.col("kind") == APPLE_SLEEP).select(
        "user_id",
        F.coalesce(at["sourceName"], F.lit("unknown")).alias("source"),
        F.replace(at["value"], F.lit(PREFIX), F.lit("")).alias("stage"),
        "start_ts",
        vendor_time(at["endDate"]).alias("end_ts"),
        offset_minutes(at["startDate"], at["meta:HKTimeZone"], F.col("start_ts")).alias(
            "utc_offset_min"
        ),
    )
    rows = rows.withColumn("day", night_day(F.col("end_ts"), F.col("utc_offset_min")))
    staged = F.max(F.col("stage").isin(*STAGES)).over(Window.partitionBy(*NIGHT))
    rows = rows.withColumn("staged", staged)
    asleep = F.when(F.col("staged"), F.col("stage").isin(*STAGES)).otherwise(
        F.col("stage").isin(*GENERIC)
    )
    kind = F.when(asleep, "asleep").when(F.col("stage") == "InBed", "in_bed")
    return _nights(rows.withColumn("kind", kind).where(F.col("kind").isNotNull()))


def _nights(rows: DataFrame) -> DataFrame:
    """Add up what each interval covers beyond the ones before it: the union's length."""
    order = Window.partitionBy(*NIGHT, "kind").orderBy("start_ts", "end_ts")
    before = order.rowsBetween(Window.unboundedPreceding, -1)
    reached = F.greatest(F.col("start_ts"), F.coalesce(F.max("end_ts").over(before), "start_ts"))
    covered = F.unix_timestamp("end_ts") - F.unix_timestamp(reached)
    rows = rows.withColumn("hours", F.greatest(covered, F.lit(0)) / HOUR)
    grouped = rows.groupBy(*NIGHT).agg(
        F.min("start_ts").alias("start_ts"),
        F.max("end_ts").alias("end_ts"),
        F.first("utc_offset_min").alias("utc_offset_min"),
        _hours(F.col("kind") == "asleep").alias("asleep_h"),
        _hours(F.col("kind") == "in_bed").alias("in_bed_h"),
        _hours(F.col("stage") == "AsleepDeep").alias("deep_h"),
        _hours(F.col("stage") == "AsleepREM").alias("rem_h"),
    )
    return grouped.where(F.col("asleep_h") > 0).select(
        "*",
        F.lit(None).cast("double").alias("hrv_rmssd_ms"),
        F.lit(None).cast("double").alias("lowest_hr_bpm"),
    )


def _hours(condition: Column) -> Column:
    return F.sum(F.when(condition, F.col("hours")))


def oura_sleep(bronze: DataFrame) -> DataFrame:
    """Return Oura's long sleeps; `deleted` and `rest` are not sleep."""
    at = F.col("attributes")
    none = F.lit(None).cast("string")
    rows = bronze.where((F.col("kind") == "sleep") & at["type"].isin("long_sleep", "sleep"))
    return rows.select(
        "user_id",
        F.to_date(at["day"]).alias("day"),
        F.lit("Oura").alias("source"),
        "start_ts",
        F.try_to_timestamp(at["bedtime_end"]).alias("end_ts"),
        offset_minutes(at["bedtime_end"], none, F.col("start_ts")).alias("utc_offset_min"),
        (_seconds("total_sleep_duration") / HOUR).alias("asleep_h"),
        (_seconds("time_in_bed") / HOUR).alias("in_bed_h"),
        (_seconds("deep_sleep_duration") / HOUR).alias("deep_h"),
        (_seconds("rem_sleep_duration") / HOUR).alias("rem_h"),
        _seconds("average_hrv").alias("hrv_rmssd_ms"),
        _seconds("lowest_heart_rate").alias("lowest_hr_bpm"),
    ).where(F.col("asleep_h").isNotNull() & F.col("end_ts").isNotNull())


def _seconds(field: str) -> Column:
    return F.expr(f"try_cast(attributes['{field}'] AS double)")


def sleep_sessions(apple: DataFrame, oura: DataFrame) -> DataFrame:
    """Return silver.sleep_sessions; the longest source of a night is primary."""
    rows = apple.unionByName(oura).dropDuplicates(["user_id", "start_ts", "end_ts", "source"])
    best = F.max(F.struct("asleep_h", "source")).over(Window.partitionBy("user_id", "day"))
    efficiency = F.least(F.col("asleep_h") / F.nullif(F.col("in_bed_h"), F.lit(0.0)), F.lit(1.0))
    return rows.select(
        "*",
        efficiency.alias("efficiency"),
        imported_at(F.col("end_ts")).alias("available_at"),
        (F.col("source") == best["source"]).alias("is_primary"),
        month(F.col("end_ts")).alias("month"),
    )
