"""Facts of single days: silver to one row per (athlete, day), before anything rolls."""

from functools import reduce
from itertools import chain

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import day_ending
from models.features.metrics import METRICS, MORNING_ENDS_H, NIGHT_ENDS_H, NIGHT_H

KEY = ["user_id", "day"]
NAMES = {
    # metric -> day fact
    "hrv_rmssd_ms": "rmssd",
    "lowest_hr_night_bpm": "lowest_hr",
    "oura_readiness_score": "readiness",
    "temperature_deviation_c": "temperature",
    "hrv_sdnn_ms": "sdnn",
    "resting_hr_bpm": "resting_hr",
}
MORNING = tuple(m.name for m in METRICS if m.moment == "morning")
SUMMED = {"steps": ("steps", 100_000.0), "active_energy_kcal": ("energy", 8_000.0)}
"""metric -> day fact, and the largest total of a day that is believed."""
RPE_OF = {
    "HighIntensityIntervalTraining": 7.5,
    "Running": 6.0,
    "Rowing": 6.0,
    "Swimming": 5.5,
    "FunctionalStrengthTraining": 6.0,
    "TraditionalStrengthTraining": 6.0,
    "Cycling": 5.0,
    "Hiking": 4.0,
    "Walking": 3.0,
    "Pilates": 3.0,
    "Yoga": 2.5,
    "MindAndBody": 1.5,
    "Meditation": 1.0,
    "Breathing": 1.0,
}
RPE_ELSE = 5.0
"""Effort of a workout nobody rated, by its kind (judgement)."""
SET_MIN = 3.0
"""Minutes a working set takes, rest included: 67 min for 21.5 sets (facts.md 11)."""
RATINGS = ("mood", "stress", "anxiety", "soreness", "sleep_quality")


def nightly(observations: DataFrame) -> DataFrame:
    """Return means of the primary source's night and morning values."""
    rows = observations.where(F.col("metric").isin(*NAMES) & F.col("is_primary"))
    end, offset = F.col("end_ts"), F.col("utc_offset_min")
    morning = F.col("metric").isin(*MORNING)
    day = F.when(morning, day_ending(MORNING_ENDS_H, end, offset)).otherwise(
        day_ending(NIGHT_ENDS_H, end, offset)
    )
    return (
        rows.withColumn("day", day)
        .groupBy(*KEY)
        .agg(
            *(F.avg(_value_of(metric)).alias(name) for metric, name in NAMES.items()),
            F.max("available_at").alias("nightly_at"),
        )
    )


def _value_of(metric: str) -> Column:
    return F.when(F.col("metric") == metric, F.col("value"))


def moved(totals: DataFrame) -> DataFrame:
    """Return a day's amounts, merged over its sources."""
    rows = totals.where(F.col("metric").isin(*SUMMED))
    said = {metric: F.when(F.col("metric") == metric, F.col("merged")) for metric in SUMMED}
    sums = [_believed(F.max(said[m]), most).alias(n) for m, (n, most) in SUMMED.items()]
    return rows.groupBy(*KEY).agg(*sums, F.max("available_at").alias("moved_at"))


def _believed(total: Column, most: float) -> Column:
    return F.when(total <= most, total)


def slept(sessions: DataFrame) -> DataFrame:
    """Return the primary source's sleep of each day; its longest session gives the efficiency."""
    stages = ("asleep_h", "deep_h", "rem_h")
    grouped = (
        sessions.where("is_primary")
        .groupBy(*KEY)
        .agg(
            *(F.sum(name).alias(name) for name in stages),
            F.max_by("efficiency", "asleep_h").alias("efficiency"),
            F.max("available_at").alias("slept_at"),
        )
    )
    return grouped.where(F.col("asleep_h").between(*NIGHT_H))


def trained(workouts: DataFrame) -> DataFrame:
    """Return training minutes and session-RPE load (CR10 x minutes) of each day."""
    kinds = F.create_map(*map(F.lit, chain.from_iterable(RPE_OF.items())))
    effort = F.coalesce("rpe", kinds[F.col("activity")], F.lit(RPE_ELSE))
    rows = workouts.where("is_primary").withColumn("load", effort * F.col("duration_min"))
    return rows.groupBy(*KEY).agg(
        F.count("*").cast("double").alias("sessions"),
        F.sum("duration_min").alias("trained_min"),
        F.sum("load").alias("trained_load"),
        F.max("load").alias("trained_session"),
        F.max("available_at").alias("trained_at"),
    )


def lifted(sets: DataFrame) -> DataFrame:
    """Return working sets, tonnage, best e1RM and the load of each day's lifting."""
    work = sets.where("set_type != 'warmup'")
    effort = F.coalesce(F.avg("rpe"), F.lit(RPE_OF["TraditionalStrengthTraining"]))
    minutes = F.count("*") * SET_MIN
    return work.groupBy(*KEY).agg(
        F.count("*").cast("double").alias("sets"),
        F.sum(F.col("reps") * F.col("weight_kg")).alias("tonnage"),
        F.max("e1rm_kg").alias("e1rm"),
        F.avg("rpe").alias("set_rpe"),
        minutes.alias("lifted_min"),
        (minutes * effort).alias("lifted_load"),
        F.max("available_at").alias("lifted_at"),
    )


def said(checkins: DataFrame) -> DataFrame:
    """Return the mean ratings of each day."""
    return checkins.groupBy(*KEY).agg(
        *(F.avg(name).alias(name) for name in RATINGS),
        F.count("*").alias("checkins"),
        F.max("available_at").alias("said_at"),
    )


def merged(parts: list[DataFrame]) -> DataFrame:
    """Put the facts of all sources side by side: each fact of a day stands in one part only."""
    rows = reduce(lambda a, b: a.unionByName(b, allowMissingColumns=True), parts)
    facts = [name for name in rows.columns if name not in KEY]
    return rows.groupBy(*KEY).agg(*(F.max(name).alias(name) for name in facts))
