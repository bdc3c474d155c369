"""Sleep sessions: each once, however often it was told, and one primary source a night."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import known_at, month, night_day, offset_minutes
from jobs.silver.once import one_a_key
from jobs.silver.oura import bedtime_end, sleep_type
from jobs.silver.quarantine import quarantined
from jobs.silver.told_once import with_first_told
from models.features.metrics import NIGHT_H

KEY = ("user_id", "start_ts", "end_ts", "source")
NIGHT = ("user_id", "day", "source")
OURA_SLEEPS = ("long_sleep", "sleep", "late_nap")
"""`rest` is not sleep; `deleted` was refused at the door."""
LONGEST_SLEEP_H = NIGHT_H[1]
"""Sleep that lasts longer is refused: it would be a night that nobody believes."""
LONGEST_BED_H = 24.0
"""Who lies longer, with no hour out of bed, did not take the device off or write the end."""
STAGED_SHARE = 0.5
"""A source that tells stages comes first, unless it saw less than this of another one's sleep."""
HOUR, MINUTE = 3600.0, 60.0


def slept_problem() -> Column:
    """Return why a told sleep (asleep_h, in_bed_h, its span) is refused; null for a good one."""
    start, end = F.col("start_ts"), F.col("end_ts")
    endless = (F.col("asleep_h") > LONGEST_SLEEP_H) | (F.col("in_bed_h") > LONGEST_BED_H)
    return F.when(end.isNull() | (end < start), "bad_time").when(endless, "too_long")


def refused(sleeps: DataFrame, source: str, as_of: Column) -> DataFrame:
    """Return rows for the quarantine."""
    detail = F.concat_ws(" ", F.lit("asleep_h"), F.col("asleep_h").cast("string"))
    return quarantined(sleeps, source, detail, as_of)


def oura_sleeps(bronze: DataFrame) -> DataFrame:
    """Return Oura's sleeps, naps among them; `problem` says why one is refused."""
    at, none = F.col("attributes"), F.lit(None).cast("string")
    began = F.coalesce(at["bedtime_start"], at["bedtime_end"])
    rows = bronze.where((F.col("kind") == "sleep") & sleep_type().isin(*OURA_SLEEPS)).select(
        *("user_id", "file_sha256", "ordinal", "raw", "start_ts"),
        F.lit("Oura").alias("source"),
        bedtime_end().alias("end_ts"),
        offset_minutes(F.col("start_ts"), none, began).alias("start_offset_min"),
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
    )
    return rows.where("asleep_h > 0").withColumn("problem", slept_problem())


def _number(field: str) -> Column:
    return F.col("attributes")[field].try_cast("double")


def oura_nights(sleeps: DataFrame) -> DataFrame:
    """Return the sleeps that are sessions."""
    rows = sleeps.where("problem IS NULL").withColumn("day", night_day())
    return rows.drop("file_sha256", "ordinal", "raw", "problem")


def sleep_sessions(apple: DataFrame, filed: DataFrame, live: DataFrame) -> DataFrame:
    """Return silver.sleep_sessions."""
    both = apple.unionByName(filed, allowMissingColumns=True)
    rows = one_a_key(both.unionByName(live, allowMissingColumns=True), KEY)
    share = F.col("asleep_h") / F.nullif(F.col("in_bed_h"), F.lit(0.0))
    # least() skips nulls: a night without time in bed would get efficiency 1
    efficiency = F.when(share > 1, F.lit(1.0)).otherwise(share)
    return with_primary(rows).select(
        *(name for name in rows.columns if name != "told_at"),
        efficiency.alias("efficiency"),
        known_at(F.col("end_ts"), F.col("told_at")).alias("available_at"),
        "is_primary",
        month(F.col("end_ts")).alias("month"),
    )


def with_primary(rows: DataFrame) -> DataFrame:
    """Add `is_primary`: what counts of a night, from one source and each sleep once.

    Of two doors of one source the one that saw more; of sources one whose sleep can be a night,
    then one with stages, then the one with most.
    """
    staged = F.coalesce("deep_h", "rem_h", "light_h").isNotNull()
    longest = [F.col("asleep_h"), staged, F.col("in_bed_h").isNotNull()]
    rows = with_first_told(rows, ("user_id", "source"), longest)
    night, day = Window.partitionBy(*NIGHT), Window.partitionBy("user_id", "day")
    slept = F.sum(F.when(F.col("told_first"), F.col("asleep_h"))).over(night)
    rows = rows.withColumn("slept", F.coalesce(slept, F.lit(0.0)))
    rows = rows.withColumn("usable", F.col("slept").between(*NIGHT_H))
    most = F.max(F.struct("usable", "slept"))
    seen = F.col("slept") >= STAGED_SHARE * most.over(day)["slept"]
    rows = rows.withColumn("trusted", F.max(staged).over(night) & seen)
    best = F.max(F.struct("usable", "trusted", "slept", "source")).over(day)
    first = F.col("told_first") & (F.col("source") == best["source"])
    return rows.withColumn("is_primary", first)
