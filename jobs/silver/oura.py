"""Oura's documents as observations: one row a figure, dated by when it was true and known.

A night's figures end with its sleep, a day's with its last second, a measurement with its instant.
"""

from itertools import chain

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import offset_minutes
from jobs.silver.quarantine import quarantined
from models.features.metrics import BY_NAME

Figures = tuple[tuple[str, str, float], ...]
"""Oura's field, our metric, and the factor to its unit."""
MINUTE, PERCENT = 1 / 60, 0.01
ASLEEP: Figures = (
    ("average_hrv", "hrv_rmssd_ms", 1.0),
    ("lowest_heart_rate", "lowest_hr_night_bpm", 1.0),
    ("average_heart_rate", "mean_hr_night_bpm", 1.0),
    ("average_breath", "respiratory_rate", 1.0),
)
OF_NIGHTS: dict[str, Figures] = {
    "daily_readiness": (
        ("score", "oura_readiness_score", 1.0),
        ("temperature_deviation", "temperature_deviation_c", 1.0),
        ("temperature_trend_deviation", "temperature_trend_c", 1.0),
    ),
    "daily_sleep": (("score", "oura_sleep_score", 1.0),),
    "daily_spo2": (
        ("spo2_percentage:average", "spo2", PERCENT),
        ("breathing_disturbance_index", "breathing_disturbance_index", 1.0),
    ),
    "daily_cardiovascular_age": (
        ("vascular_age", "vascular_age_a", 1.0),
        ("pulse_wave_velocity", "pulse_wave_velocity_m_s", 1.0),
    ),
}
OF_DAYS: dict[str, Figures] = {
    "daily_activity": (
        ("steps", "steps", 1.0),
        ("active_calories", "active_energy_kcal", 1.0),
        ("total_calories", "total_energy_kcal", 1.0),
        ("equivalent_walking_distance", "walking_equivalent_m", 1.0),
        ("high_activity_time", "high_activity_min", MINUTE),
        ("medium_activity_time", "medium_activity_min", MINUTE),
        ("low_activity_time", "low_activity_min", MINUTE),
        ("sedentary_time", "sedentary_min", MINUTE),
        ("non_wear_time", "non_wear_min", MINUTE),
        ("average_met_minutes", "average_met", 1.0),
        ("score", "oura_activity_score", 1.0),
    ),
    "daily_stress": (
        ("stress_high", "stress_high_s", 1.0),
        ("recovery_high", "recovery_high_s", 1.0),
    ),
}
OF_MOMENTS: dict[str, Figures] = {
    "heartrate": (("bpm", "heart_rate_bpm", 1.0),),
    "vO2_max": (("vo2_max", "vo2max_ml_min_kg", 1.0),),
}
TOLD = {"sleep": ASLEEP, **OF_NIGHTS, **OF_DAYS, **OF_MOMENTS}
NIGHT, LONG_SLEEP_S = "long_sleep", 3 * 3600
MORNING_H = 10
"""When a score without its night counts as measured: it may be stamped at midnight."""
LAST_SECOND = 86_399
SPAN = ("begin", "end_ts", "utc_offset_min")
FIGURE = "array<struct<field:string,metric:string,factor:double>>"


def latest(bronze: DataFrame, files: DataFrame) -> DataFrame:
    """Return each document as it was last told: Oura recomputes days and people edit nights.

    `files` is bronze.raw_files. Of one import the later file name wins, for names carry days; a
    document without an id (a heart rate) is never told anew.
    """
    ident = F.col("attributes")["id"]
    told = F.broadcast(
        files.select("user_id", F.col("sha256").alias("file_sha256"), "ingested_at", "name")
    )
    newest = Window.partitionBy("user_id", "kind", ident).orderBy(
        F.desc("ingested_at"), F.desc("name"), F.desc("file_sha256"), F.desc("ordinal")
    )
    rows = bronze.where(ident.isNotNull()).join(told, ["user_id", "file_sha256"], "left")
    last = rows.withColumn("nth", F.row_number().over(newest)).where("nth = 1")
    return last.select(*bronze.columns).unionByName(bronze.where(ident.isNull()))


def readings(bronze: DataFrame) -> DataFrame:
    """Return the figures that documents carry, those that can be true."""
    return figures(bronze).where("problem IS NULL").drop("problem", "file_sha256", "ordinal", "raw")


def refused(bronze: DataFrame, as_of: Column) -> DataFrame:
    """Return rows for the quarantine: figures that cannot be true."""
    detail = F.concat_ws(" ", "metric", F.col("value").cast("string"))
    return quarantined(figures(bronze), "oura", detail, as_of)


def figures(bronze: DataFrame) -> DataFrame:
    """Return one row a figure; `problem` says why it is no observation."""
    told = F.create_map(*chain.from_iterable((F.lit(k), _listed(f)) for k, f in TOLD.items()))
    keep = ("user_id", "file_sha256", "ordinal", "raw", "attributes", *SPAN)
    rows = _dated(bronze).select(*keep, F.inline(told[F.col("kind")]))
    text = F.col("attributes")[F.col("field")]
    rows = rows.where(text.isNotNull()).select(
        *("user_id", "file_sha256", "ordinal", "raw", "metric"),
        _of_metric("unit").alias("unit"),
        F.col("begin").alias("start_ts"),
        "end_ts",
        "utc_offset_min",
        (text.try_cast("double") * F.col("factor")).alias("value"),
        F.lit(None).cast("string").alias("device"),
        F.lit("Oura").alias("source"),
    )
    return rows.withColumn("problem", _problem())


def _listed(told: Figures) -> Column:
    known = [F.struct(*map(F.lit, one)) for one in told]
    return F.array(*known).cast(FIGURE)


def _problem() -> Column:
    value = F.col("value")
    return (
        F.when(F.col("end_ts").isNull() | (F.col("end_ts") < F.col("start_ts")), "bad_time")
        .when(value.isNull() | F.isnan(value), "bad_value")
        .when(~value.between(_of_metric("low"), _of_metric("high")), "out_of_range")
    )


def _of_metric(field: str) -> Column:
    names = {metric for told in TOLD.values() for _, metric, _ in told}
    table = {name: getattr(BY_NAME[name], field) for name in sorted(names)}
    return F.create_map(*map(F.lit, chain.from_iterable(table.items())))[F.col("metric")]


def _dated(bronze: DataFrame) -> DataFrame:
    """Add `begin`, `end_ts` and `utc_offset_min` to the documents that carry figures."""
    nights = main_sleeps(bronze)
    daily = bronze.where(F.col("kind").isin(*OF_NIGHTS, *OF_DAYS))
    moments = bronze.where(F.col("kind").isin(*OF_MOMENTS))
    slept = _spanned(nights, F.col("start_ts"), bedtime_end(), _offset("bedtime_end"))
    told = _spanned(moments, F.col("start_ts"), F.col("start_ts"), _offset("timestamp"))
    return slept.unionByName(told).unionByName(_daily(daily, nights))


def _spanned(rows: DataFrame, begin: Column, end: Column, offset: Column) -> DataFrame:
    span = zip((begin, end, offset), SPAN, strict=True)
    return rows.select(*rows.columns, *(column.alias(name) for column, name in span))


def _daily(documents: DataFrame, nights: DataFrame) -> DataFrame:
    """Date the figures of days and nights; a score is not known before its night has ended."""
    day = F.col("attributes")["day"].alias("said_day")
    woke = {"woke": F.max(bedtime_end()), "there": F.max_by(_offset("bedtime_end"), "start_ts")}
    ends = nights.groupBy("user_id", day).agg(*(c.alias(name) for name, c in woke.items()))
    rows = documents.select("*", day).join(ends, ["user_id", "said_day"], "left")
    written = F.col("attributes")["timestamp"].isNotNull()
    offset = F.when(written, _offset("timestamp")).otherwise(
        F.coalesce("there", F.lit(0).cast("long"))
    )
    midnight = F.unix_timestamp(F.col("said_day").try_cast("date").cast("timestamp")) - offset * 60
    by_night = F.col("kind").isin(*OF_NIGHTS)
    begun = F.coalesce("start_ts", F.timestamp_seconds(midnight))
    morning = F.timestamp_seconds(midnight + MORNING_H * 3600)
    begin = F.when(by_night, begun).otherwise(F.timestamp_seconds(midnight))
    ended = F.greatest(F.coalesce("woke", morning), begun)
    end = F.when(by_night, ended).otherwise(F.timestamp_seconds(midnight + LAST_SECOND))
    return _spanned(rows, begin, end, offset).select(*documents.columns, *SPAN)


def _offset(field: str) -> Column:
    return offset_minutes(F.col("start_ts"), F.lit(None).cast("string"), F.col("attributes")[field])


def bedtime_end() -> Column:
    """Return when a sleep ended."""
    return F.try_to_timestamp(F.col("attributes")["bedtime_end"])


def sleep_type() -> Column:
    """Return a sleep's type; old documents have none, and what lasts three hours is a night."""
    lain = F.col("attributes")["time_in_bed"].try_cast("double")
    guessed = F.when(lain >= LONG_SLEEP_S, NIGHT).otherwise("late_nap")
    return F.coalesce(F.col("attributes")["type"], guessed)


def main_sleeps(bronze: DataFrame) -> DataFrame:
    """Return the document of each day's night: its longest `long_sleep`.

    `sleep` and `late_nap` last less than three hours: their heart rates are no night's.
    """
    at = F.col("attributes")
    lasted = F.unix_timestamp(bedtime_end()) - F.unix_timestamp("start_ts")
    day = F.coalesce(at["day"], at["bedtime_end"].substr(1, 10))
    longest = Window.partitionBy("user_id", day).orderBy(F.desc(lasted), F.desc("start_ts"))
    nights = bronze.where((F.col("kind") == "sleep") & (sleep_type() == NIGHT))
    rows = nights.withColumn("nth", F.row_number().over(longest)).where("nth = 1")
    return rows.select(*bronze.columns)
