"""Feature group heart: resting and nightly heart rate, fitness estimates."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ratio
from jobs.features.shared import Shared
from models.features.band import HR_FLOOR

c = F.col


def heart(shared: Shared) -> dict[str, Column]:
    """Return heart rate at rest, at night and walking, and what devices make of it."""
    rest = shared.mean("resting_hr", 7, least=3)
    return {
        "resting_hr_bpm": c("resting_hr"),
        "resting_hr_7d_mean": rest,
        "resting_hr_z_28d": shared.z("resting_hr", HR_FLOOR),
        "lowest_hr_night_bpm": c("lowest_hr"),
        "mean_hr_night_bpm": c("mean_hr_night"),
        "night_dip_share": 1 - ratio(c("lowest_hr"), rest),
        "vo2max_last_90d": shared.latest("vo2max", 90),
        "vo2max_change_28d": shared.mean("vo2max", 28) - shared.mean("vo2max", 62, skip=28),
        "vascular_age_28d_mean": shared.mean("vascular_age", 28, least=7),
        "pulse_wave_28d_mean": shared.mean("pulse_wave", 28, least=7),
        "resting_hr_drift_28d": drift("resting_hr", shared),
        "walking_hr_drift_28d": drift("walking_hr", shared),
        "hr_reserve_bpm": c("max_hr") - rest,
    }


def drift(fact: str, shared: Shared) -> Column:
    """Return the week's mean minus that of the four weeks before it."""
    return shared.mean(fact, 7, least=3) - shared.mean(fact, 28, least=7, skip=7)
