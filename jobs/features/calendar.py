"""Feature group calendar: where D stands in the week and the year, and what its weekday is like."""

from functools import reduce
from math import pi

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import days, ratio
from jobs.features.shared import Shared

SATURDAY = 5
YEAR_D = 365.25
BACK = (7, 14, 21, 28)
"""The last four days of D's weekday."""


def calendar(shared: Shared) -> dict[str, Column]:
    """Return the calendar, and the athlete's own habits on this weekday."""
    weekday = F.weekday("day")
    week, year = weekday * (2 * pi / 7), (F.dayofyear("day") - 1) * (2 * pi / YEAR_D)
    clock = F.col("clock_min") - shared.mean("clock_min", 7, skip=1)
    return {
        "week_sin": F.sin(week),
        "week_cos": F.cos(week),
        "year_sin": F.sin(year),
        "year_cos": F.cos(year),
        "weekend": (weekday >= SATURDAY).cast("double"),
        "known_days_90d": F.count(F.lit(1)).over(days(90)).cast("double"),
        "weekday_trained_4w": _mean("training_day", 1, shared),
        "weekday_steps_4w": _mean("steps", 2, shared),
        "weekday_completion_4w": ratio(_sum("done_min", shared), _sum("planned_min", shared)),
        "clock_shift_7d_h": clock / 60,
    }


def _mean(fact: str, least: int, shared: Shared) -> Column:
    known = (shared.ago(fact, back).isNotNull().cast("double") for back in BACK)
    count = reduce(Column.__add__, known)
    return F.when(count >= least, _sum(fact, shared) / count)


def _sum(fact: str, shared: Shared) -> Column:
    return reduce(Column.__add__, (F.coalesce(shared.ago(fact, back), F.lit(0.0)) for back in BACK))
