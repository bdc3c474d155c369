"""Feature group activity: steps, energy, minutes of training and of sitting, up to D - 1."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import bounded, days_since, ratio
from jobs.features.shared import Shared

c = F.col
RATIO_CAP, WEEKEND_CAP = 10.0, 20.0
WEEK_MEANS = {
    # feature -> fact
    "active_energy_7d_mean": "energy",
    "distance_7d_mean_m": "distance",
    "intense_7d_mean_min": "high_min",
    "medium_7d_mean_min": "medium_min",
    "sedentary_7d_mean_min": "sedentary_min",
    "activity_score_7d_mean": "activity_score",
}


def activity(shared: Shared) -> dict[str, Column]:
    """Return what was moved, and for how long."""
    return {
        **{name: shared.mean(fact, 7, least=3) for name, fact in WEEK_MEANS.items()},
        **_steps(shared),
        **_training(shared),
        "active_energy_1d": shared.newest("energy"),
        "active_energy_28d_mean": shared.mean("energy", 28, least=7),
        "exercise_7d_sum_min": shared.mean("exercise_min", 7, least=3) * 7,
    }


def _steps(shared: Shared) -> dict[str, Column]:
    week, month = shared.mean("steps", 7, least=3), shared.mean("steps", 28, least=7)
    weekend = ratio(
        shared.mean("weekend_steps", 28, least=3), shared.mean("weekday_steps", 28, least=7)
    )
    return {
        "steps_1d": shared.newest("steps"),
        "steps_7d_mean": week,
        "steps_28d_mean": month,
        "steps_week_ratio": bounded(ratio(week, month), 0.0, RATIO_CAP),
        "steps_weekend_ratio_28d": bounded(weekend, 0.0, WEEKEND_CAP),
        "steps_over_8000_7d": shared.total("over_8000", 7, least=3),
    }


def _training(shared: Shared) -> dict[str, Column]:
    return {
        "active_minutes_1d": shared.newest("minutes"),
        "active_minutes_7d_sum": shared.total("minutes", 7),
        "active_minutes_14d_mean": shared.mean("minutes", 14, least=7),
        "active_minutes_28d_mean": shared.mean("minutes", 28, least=7),
        "workouts_7d": shared.total("workouts", 7),
        "workouts_28d": shared.total("workouts", 28),
        "days_since_workout": days_since(c("workouts") > 0),
    }
