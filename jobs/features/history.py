"""Feature group history: how much and how regularly the athlete has trained."""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ORDERED, ratio
from jobs.features.shared import Shared

c = F.col
WEEKS, VARIED_WEEKS = 12, 6
WEEK, KNOWN = "active_minutes_7d_sum", "load_days_42d"


def history(shared: Shared) -> dict[str, Column]:
    """Return what 28 to 90 days of training looked like."""
    return {
        "training_days_28d": shared.total("training_day", 28),
        "training_days_90d": shared.total("training_day", 90),
        "training_longest_gap_90d": longest_gap(shared.listed("training_date", 90)),
        "strength_days_90d": F.when(
            shared.count("sets", 90) > 0, shared.count("sets", 90).cast("double")
        ),
        "cardio_minutes_42d": shared.total("cardio_min", 42),
        "mind_minutes_42d": shared.total("mind_min", 42),
        "longest_session_90d_min": shared.largest("longest_min", 90),
        "load_90d_mean": shared.mean("load", 90, least=42),
    }


def longest_gap(dates: Column) -> Column:
    """Return the longest pause between two dates of an ascending array; missing with fewer."""
    following = F.slice(dates, 2, F.greatest(F.size(dates) - 1, F.lit(0)))
    earlier = F.slice(dates, 1, F.greatest(F.size(dates) - 1, F.lit(0)))
    return F.array_max(F.zip_with(following, earlier, lambda late, early: late - early))


def regularity() -> dict[str, Column]:
    """Return how the weeks before D compare, each of seven days up to D - 1."""
    weeks = [F.lag(WEEK, 7 * back).over(ORDERED) for back in range(WEEKS)]
    known = reduce(Column.__or__, (week.isNotNull() for week in weeks))
    trained = reduce(Column.__add__, (F.when(week > 0, 1.0).otherwise(0.0) for week in weeks))
    return {
        "training_weeks_12w": F.when(known, trained),
        # a week of which half is known is no smaller week
        "training_weekly_cv_6w": F.when(
            c(KNOWN) >= 7 * VARIED_WEEKS, _variation(weeks[:VARIED_WEEKS])
        ),
    }


def _variation(weeks: list[Column]) -> Column:
    """Return SD / mean of the weeks; missing where all are 0."""
    n = len(weeks)
    mean = reduce(Column.__add__, weeks) / n
    squares = reduce(Column.__add__, ((week - mean) * (week - mean) for week in weeks))
    return ratio(F.sqrt(squares / (n - 1)), mean)
