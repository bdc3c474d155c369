"""Feature group quality: what was measured, how often and how long ago; a mask says 1 or 0."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features import hrv
from jobs.features.rolling import bounded, days, nights, ratio
from jobs.features.shared import Shared

c = F.col
LAG_H = 2.0
"""What is imported counts as available this long after its end."""
AGE_D = 90
COUNTED = {
    # feature -> fact and days
    "rmssd_nights_28d": ("rmssd", 28),
    "sdnn_days_28d": ("sdnn", 28),
    "resting_hr_days_28d": ("resting_hr", 28),
    "sleep_nights_28d": ("asleep_h", 28),
    "steps_days_28d": ("steps", 28),
    "load_days_42d": ("load", 42),
    "trimp_days_42d": ("trimp", 42),
}
MASKED = {"rmssd": "rmssd", "sdnn": "sdnn", "resting_hr": "resting_hr", "sleep": "asleep_h"}
DAY_MASKED = {"steps": "steps", "checkin": "checkins", "load": "load"}


def quality(shared: Shared) -> dict[str, Column]:
    """Return masks, counts and ages of what was measured."""
    masks = {f"has_{name}": _known(c(fact)) for name, fact in MASKED.items()}
    day_masks = {f"has_{name}": _known(shared.newest(fact)) for name, fact in DAY_MASKED.items()}
    counts = {name: shared.count(*of).cast("double") for name, of in COUNTED.items()}
    overlap = ratio(shared.total("steps_raw", 7, least=3), shared.total("steps", 7, least=3))
    return {
        **masks,
        **day_masks,
        **counts,
        **_worn(),
        "has_stages": _known(c("deep_h") + c("rem_h")),
        "band_weeks": hrv.weeks(shared),
        "rmssd_age_d": _age("rmssd"),
        "sleep_age_d": _age("asleep_h"),
        "non_wear_7d_mean_min": shared.mean("non_wear_min", 7, least=3),
        "steps_sources_7d_mean": shared.mean("steps_sources", 7, least=3),
        "steps_overlap_7d": overlap,
    }


def _known(value: Column) -> Column:
    return value.isNotNull().cast("double")


def _age(fact: str) -> Column:
    last = F.max(F.when(c(fact).isNotNull(), c("day"))).over(nights(AGE_D + 1))
    return F.datediff("day", last).cast("double")


def _worn() -> dict[str, Column]:
    """Return how much was worn, and how long ago: D's own day counts by its night only."""
    before = F.sum(_known(c("worn_at"))).over(days(27))
    last = F.greatest(F.max("night_at").over(nights(30)), F.max("worn_at").over(days(29)))
    age = (F.unix_timestamp("morning") - F.unix_timestamp(last)) / 3600.0 + LAG_H
    return {
        "observed_days_28d": F.coalesce(before, F.lit(0.0)) + _known(c("night_at")),
        "wearable_age_h": bounded(age, 0.0, 30 * 24.0),
    }
