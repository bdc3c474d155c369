"""Facts of single days: silver to one row per (athlete, day), before anything rolls."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import local_day, night_day

KEY = ["user_id", "day"]
NIGHTLY = {
    "hrv_rmssd_ms": "rmssd",
    "hrv_sdnn_ms": "sdnn",
    "resting_hr_bpm": "resting_hr",
    "lowest_hr_night_bpm": "lowest_hr",
    "oura_readiness_score": "readiness",
    "temperature_deviation_c": "temperature",
}
"""Metrics of nights and mornings: dated by the day they end on, up to 15:00."""
SUMMED = {"steps": "steps", "active_energy_kcal": "energy"}
RPE_OF = {"Running": 6.0, "HighIntensityIntervalTraining": 7.5, "Walking": 3.0, "Yoga": 2.5}
RPE_ELSE = 5.0
"""Effort of a workout nobody rated, by its kind (judgement)."""
SUCCESS_SHARE = 0.8


def nightly(observations: DataFrame) -> DataFrame:
    """Return means of the primary source's night and morning values."""
    rows = observations.where(F.col("metric").isin(*NIGHTLY) & F.col("is_primary"))
    rows = rows.withColumn("day", night_day(F.col("end_ts"), F.col("utc_offset_min")))
    return rows.groupBy(*KEY).agg(
        *(_mean_of(metric).alias(name) for metric, name in NIGHTLY.items()),
        F.max("available_at").alias("nightly_at"),
    )


def _mean_of(metric: str) -> Column:
    return F.avg(F.when(F.col("metric") == metric, F.col("value")))


def moved(observations: DataFrame) -> DataFrame:
    """Return sums of the primary source's daily values."""
    rows = observations.where(F.col("metric").isin(*SUMMED) & F.col("is_primary"))
    rows = rows.withColumn("day", local_day(F.col("end_ts"), F.col("utc_offset_min")))
    sums = (
        F.sum(F.when(F.col("metric") == metric, F.col("value"))).alias(name)
        for metric, name in SUMMED.items()
    )
    return rows.groupBy(*KEY).agg(*sums, F.max("available_at").alias("moved_at"))


def slept(sessions: DataFrame) -> DataFrame:
    """Return the primary night of each day."""
    rows = sessions.where("is_primary")
    return rows.groupBy(*KEY).agg(
        *(F.max(name).alias(name) for name in ("asleep_h", "efficiency", "deep_h", "rem_h")),
        F.max("available_at").alias("slept_at"),
    )


def trained(workouts: DataFrame) -> DataFrame:
    """Return training minutes and session-RPE load (CR10 x minutes) of each day."""
    kinds = F.create_map(*(F.lit(x) for pair in RPE_OF.items() for x in pair))
    effort = F.coalesce("rpe", kinds[F.col("activity")], F.lit(RPE_ELSE))
    rows = workouts.where("is_primary").withColumn("session", effort * F.col("duration_min"))
    return rows.groupBy(*KEY).agg(
        F.count("*").cast("double").alias("sessions"),
        F.sum("duration_min").alias("trained_min"),
        F.sum("session").alias("trained_load"),
        F.max("session").alias("trained_session"),
        F.max("available_at").alias("trained_at"),
    )


def lifted(sets: DataFrame) -> DataFrame:
    """Return working sets, tonnage and best e1RM of each day."""
    work = sets.where("set_type != 'warmup'")
    return work.groupBy(*KEY).agg(
        F.count("*").cast("double").alias("sets"),
        F.sum(F.col("reps") * F.col("weight_kg")).alias("tonnage"),
        F.max("e1rm_kg").alias("e1rm"),
        F.avg("rpe").alias("set_rpe"),
        F.max("available_at").alias("lifted_at"),
    )


def said(checkins: DataFrame) -> DataFrame:
    """Return the mean ratings of each day."""
    names = ("mood", "stress", "anxiety", "soreness", "sleep_quality")
    return checkins.groupBy(*KEY).agg(
        *(F.avg(name).alias(name) for name in names), F.max("available_at").alias("said_at")
    )


def planned(offers: DataFrame) -> DataFrame:
    """Return what was planned and done each day, from one row per offered activity."""
    done = F.expr("coalesce(completed, false)").cast("double")
    mind = (F.col("type") != "exercise").cast("double")
    gained = F.col("motivation_after") - F.col("motivation_before")
    grouped = offers.groupBy(*KEY).agg(
        F.sum("planned_minutes").cast("double").alias("planned_min"),
        F.sum(F.col("planned_minutes") * done).alias("done_min"),
        F.sum(1 - mind).alias("exercise_offered"),
        F.sum((1 - mind) * done).alias("exercise_done"),
        F.sum(mind).alias("mind_offered"),
        F.sum(mind * done).alias("mind_done"),
        F.sum(gained).cast("double").alias("gain_sum"),
        F.count(gained).cast("double").alias("gain_n"),
        F.sum(F.col("load") * done).alias("plan_load"),
        F.max("available_at").alias("planned_at"),
    )
    success = F.col("done_min") >= SUCCESS_SHARE * F.col("planned_min")
    return grouped.withColumn("plan_success", success.cast("double"))


def merged(parts: list[DataFrame]) -> DataFrame:
    """Join the day facts of all sources."""
    return reduce(lambda left, right: left.join(right, KEY, "full_outer"), parts)
