"""Feature groups of the body: hrv, heart, sleep, activity, recovery, quality."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import (
    bounded,
    days,
    days_since,
    mean,
    nights,
    spread,
    total,
    z_score,
)
from models.features.band import HR_FLOOR, LN_FLOOR

c = F.col
LAG_H = 2.0
"""What is imported counts as available this long after its end."""
NEED_H = 7.0
"""Adults need seven hours regularly (AASM)."""


def hrv() -> dict[str, Column]:
    """Return night RMSSD and morning SDNN; the two never meet in one baseline."""
    return {
        "hrv_rmssd_ms": c("rmssd"),
        "hrv_rmssd_7d_mean": mean(c("rmssd"), nights(7), least=3),
        "hrv_rmssd_z_28d": z_score(F.log(c("rmssd")), LN_FLOOR),
        "hrv_sdnn_ms": c("sdnn"),
        "hrv_sdnn_7d_mean": mean(c("sdnn"), nights(7), least=3),
        "hrv_sdnn_z_28d": z_score(F.log(c("sdnn")), LN_FLOOR),
    }


def heart() -> dict[str, Column]:
    """Return resting heart rate."""
    return {
        "resting_hr_bpm": c("resting_hr"),
        "resting_hr_7d_mean": mean(c("resting_hr"), nights(7), least=3),
        "resting_hr_z_28d": z_score(c("resting_hr"), HR_FLOOR),
        "lowest_hr_night_bpm": c("lowest_hr"),
    }


def sleep() -> dict[str, Column]:
    """Return the night that ended on D and the week of nights before it."""
    week = mean(c("asleep_h"), nights(7), least=3)
    return {
        "sleep_duration_h": c("asleep_h"),
        "sleep_efficiency": c("efficiency"),
        "sleep_deep_h": c("deep_h"),
        "sleep_rem_h": c("rem_h"),
        "sleep_7d_mean_h": week,
        "sleep_7d_sd_h": spread(c("asleep_h"), nights(7)),
        "sleep_debt_7d_h": (F.lit(NEED_H) - week) * 7,
    }


def activity() -> dict[str, Column]:
    """Return steps, energy and training minutes up to D - 1."""
    trained = c("workouts") > 0
    return {
        "steps_1d": F.max("steps").over(days(1)),
        "steps_7d_mean": mean(c("steps"), days(7), least=3),
        "steps_28d_mean": mean(c("steps"), days(28), least=7),
        "active_energy_7d_mean": mean(c("energy"), days(7), least=3),
        "active_minutes_14d_mean": mean(c("minutes"), days(14), least=7),
        "workouts_7d": total(c("workouts"), days(7)),
        "days_since_workout": days_since(trained),
    }


def recovery() -> dict[str, Column]:
    """Return Oura's own scores."""
    return {
        "oura_readiness_score": c("readiness"),
        "oura_readiness_7d_mean": mean(c("readiness"), nights(7), least=3),
        "temperature_deviation_c": c("temperature"),
    }


def quality() -> dict[str, Column]:
    """Return how much was measured, and how long ago: D's own day counts by its night only."""
    before = total(c("worn_at").isNotNull().cast("double"), days(27))
    tonight = c("night_at").isNotNull().cast("double")
    last = F.greatest(F.max("night_at").over(nights(30)), F.max("worn_at").over(days(29)))
    age = (F.unix_timestamp("morning") - F.unix_timestamp(last)) / 3600.0 + LAG_H
    return {
        "observed_days_28d": F.coalesce(before, F.lit(0.0)) + tonight,
        "wearable_age_h": bounded(age, 0.0, 30 * 24.0),
    }
