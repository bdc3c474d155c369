"""Facts of the body on single days: silver to one row per (athlete, day), before anything rolls."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import metric_day
from models.features.metrics import NIGHT_H

KEY = ["user_id", "day"]
NAMES = {
    # metric of a night or a morning -> day fact
    "hrv_rmssd_ms": "rmssd",
    "lowest_hr_night_bpm": "lowest_hr",
    "mean_hr_night_bpm": "mean_hr_night",
    "oura_readiness_score": "readiness",
    "oura_sleep_score": "sleep_score",
    "temperature_deviation_c": "temperature",
    "temperature_trend_c": "temperature_trend",
    "breathing_disturbance_index": "breathing",
    "vascular_age_a": "vascular_age",
    "pulse_wave_velocity_m_s": "pulse_wave",
    "hrv_sdnn_ms": "sdnn",
    "resting_hr_bpm": "resting_hr",
}
GAUGED = {
    # metric of a whole day -> day fact
    "walking_hr_bpm": "walking_hr",
    "respiratory_rate": "breaths",
    "spo2": "spo2",
    "vo2max_ml_min_kg": "vo2max",
    "body_mass_kg": "body_mass",
    "oura_activity_score": "activity_score",
}
SUMMED = {
    # metric -> day fact, and the largest total of a day that is believed
    "steps": ("steps", 100_000.0),
    "active_energy_kcal": ("energy", 8_000.0),
    "distance_m": ("distance", 200_000.0),
    "exercise_min": ("exercise_min", 1440.0),
    "high_activity_min": ("high_min", 1440.0),
    "medium_activity_min": ("medium_min", 1440.0),
    "sedentary_min": ("sedentary_min", 1440.0),
    "non_wear_min": ("non_wear_min", 1440.0),
    "stress_high_s": ("stress_s", 86_400.0),
    "recovery_high_s": ("recovery_s", 86_400.0),
}
RATINGS = ("mood", "stress", "anxiety", "soreness", "sleep_quality")
MAIN_SLEEP = ("efficiency", "awake_h", "latency_min", "bedtime", "waketime", "clock_min")
"""Of a night's longest sleep."""


def observed(observations: DataFrame) -> DataFrame:
    """Return means of the primary source's values: of nights, of mornings, and of whole days.

    `nightly_at` is when the last of a night or morning was known, `gauged_at` of a whole day.
    """
    names, metric = NAMES | GAUGED, F.col("metric")
    rows = observations.where(metric.isin(*names) & F.col("is_primary"))
    values = [F.avg(_value_of(one)).alias(name) for one, name in names.items()]
    known = {"nightly_at": NAMES, "gauged_at": GAUGED}
    times = [
        F.max(F.when(metric.isin(*own), F.col("available_at"))).alias(name)
        for name, own in known.items()
    ]
    return rows.withColumn("day", metric_day()).groupBy(*KEY).agg(*values, *times)


def _value_of(metric: str, column: str = "value") -> Column:
    return F.when(F.col("metric") == metric, F.col(column))


def moved(totals: DataFrame) -> DataFrame:
    """Return a day's amounts, merged over its sources, and how its steps were counted."""
    rows = totals.where(F.col("metric").isin(*SUMMED))
    sums = [_believed(F.max(_value_of(m, "merged")), most, n) for m, (n, most) in SUMMED.items()]
    return rows.groupBy(*KEY).agg(
        *sums,
        F.max(_value_of("steps", "raw")).alias("steps_raw"),
        F.max(_value_of("steps", "sources")).cast("double").alias("steps_sources"),
        F.max("available_at").alias("moved_at"),
    )


def _believed(total: Column, most: float, name: str) -> Column:
    return F.when(total <= most, total).alias(name)


def slept(sessions: DataFrame) -> DataFrame:
    """Return the primary source's sleep of each day; its longest session gives the efficiency."""
    stages = ("asleep_h", "deep_h", "rem_h")
    main = [F.max_by(name, _longest()).alias(name) for name in MAIN_SLEEP]
    rows = sessions.where("is_primary").select(
        "*",
        _hour_of_day("start_ts", "start_offset_min").alias("bedtime"),
        _hour_of_day("end_ts", "utc_offset_min").alias("waketime"),
        F.col("utc_offset_min").cast("double").alias("clock_min"),
    )
    grouped = rows.groupBy(*KEY).agg(
        *(F.sum(name).alias(name) for name in stages),
        *main,
        (F.sum("asleep_h") - F.max("asleep_h")).alias("nap_h"),
        F.max("available_at").alias("slept_at"),
    )
    return grouped.where(F.col("asleep_h").between(*NIGHT_H))


def _longest() -> Column:
    """Return what orders a day's sessions: time asleep in ms, and of two of the same the later one.

    One number, for Spark can't hash what is ordered by a struct and sorts all rows instead.
    """
    asleep = F.round(F.col("asleep_h") * 3.6e6).cast("long")
    return asleep * 2**33 + F.unix_timestamp("end_ts")


def _hour_of_day(instant: str, offset: str) -> Column:
    """Return the local hour of an instant against the midnight its day began with: 23:00 is -1."""
    wall = F.unix_timestamp(instant) + F.col(offset) * 60
    return (wall - F.unix_date("day") * 86_400) / 3600.0


def said(checkins: DataFrame) -> DataFrame:
    """Return the mean ratings of each day, its worst pain, and whether a symptom was named."""
    return checkins.groupBy(*KEY).agg(
        *(F.avg(name).alias(name) for name in RATINGS),
        F.max("pain").cast("double").alias("pain"),
        F.max((F.size("symptoms") > 0).cast("double")).alias("symptom"),
        F.count("*").alias("checkins"),
        F.max("available_at").alias("said_at"),
    )


def merged(parts: list[DataFrame]) -> DataFrame:
    """Put the facts of all sources side by side: each fact of a day stands in one part only."""
    rows = reduce(lambda a, b: a.unionByName(b, allowMissingColumns=True), parts)
    facts = [name for name in rows.columns if name not in KEY]
    return rows.groupBy(*KEY).agg(*(F.expr(f"max({name}) AS {name}") for name in facts))
