"""Oura's nightly and daily figures as observations."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import offset_minutes
from models.features.metrics import BY_NAME

NIGHT = (("average_hrv", "hrv_rmssd_ms"), ("lowest_heart_rate", "lowest_hr_night_bpm"))
READINESS = (
    ("score", "oura_readiness_score"),
    ("temperature_deviation", "temperature_deviation_c"),
)
MAIN_SLEEPS = ("long_sleep", "sleep")
MORNING_H = 10
"""When a readiness score without its night counts as measured: it may be stamped at midnight."""


def readings(bronze: DataFrame) -> DataFrame:
    """Return the figures that documents carry; a readiness score is dated by its night's end."""
    nights = main_sleeps(bronze)
    days = with_night_end(bronze.where(F.col("kind") == "daily_readiness"), nights)
    end = F.try_to_timestamp(F.col("attributes")["bedtime_end"])
    found = [_reading(nights.withColumn("end_ts", end), "bedtime_end", one) for one in NIGHT]
    found += [_reading(days, "timestamp", one) for one in READINESS]
    rows = reduce(DataFrame.unionByName, found)
    return rows.where(F.col("value").isNotNull() & F.col("end_ts").isNotNull())


def main_sleeps(bronze: DataFrame) -> DataFrame:
    """Return the documents of nights; a `late_nap` has no HRV of its own night."""
    return bronze.where((F.col("kind") == "sleep") & F.col("attributes")["type"].isin(*MAIN_SLEEPS))


def with_night_end(readiness: DataFrame, nights: DataFrame) -> DataFrame:
    """Add `end_ts`: when the day's last sleep ended, for a score is not known before."""
    day = F.col("attributes")["day"].alias("said_day")
    woke = F.max(F.try_to_timestamp(F.col("attributes")["bedtime_end"])).alias("woke")
    ends = nights.groupBy("user_id", day).agg(woke)
    joined = readiness.select("*", day).join(ends, ["user_id", "said_day"], "left")
    offset = offset_minutes(F.col("start_ts"), F.lit(None), F.col("attributes")["timestamp"])
    seconds = F.unix_timestamp(F.col("said_day").cast("timestamp")) - offset * 60
    morning = F.timestamp_seconds(seconds + MORNING_H * 3600)
    end = F.greatest(F.coalesce("woke", morning), "start_ts")
    return joined.withColumn("end_ts", end)


def _reading(rows: DataFrame, time: str, what: tuple[str, str]) -> DataFrame:
    field, name = what
    metric, none = BY_NAME[name], F.lit(None).cast("string")
    value = F.col("attributes")[field].try_cast("double")
    return rows.select(
        "user_id",
        F.lit(name).alias("metric"),
        F.lit(metric.unit).alias("unit"),
        "start_ts",
        "end_ts",
        offset_minutes(F.col("start_ts"), none, F.col("attributes")[time]).alias("utc_offset_min"),
        _within(value, metric.low, metric.high).alias("value"),
        none.alias("device"),
        F.lit("Oura").alias("source"),
    )


def _within(value: Column, low: float, high: float) -> Column:
    return F.when(value.between(low, high), value)
