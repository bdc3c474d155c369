"""Feature group wellbeing: check-ins and motivation before D; today's comes with the request."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import days_since, ratio
from jobs.features.shared import Shared

c = F.col
NAMES = ("mood", "stress", "anxiety", "soreness", "sleep_quality")


def wellbeing(shared: Shared) -> dict[str, Column]:
    """Return the weeks of check-ins and of motivation told with activities."""
    before = _motivation("before", 7, shared), _motivation("before", 28, shared)
    return {
        **{f"{name}_7d_mean": shared.mean(name, 7) for name in NAMES},
        "mood_7d_min": shared.smallest("mood", 7),
        "stress_7d_max": shared.largest("stress", 7),
        "pain_7d_max": shared.largest("pain", 7),
        "pain_days_28d": shared.total("pain_day", 28),
        "symptom_days_28d": shared.total("symptom", 28),
        "checkins_7d": shared.count("checkins", 7).cast("double"),
        "checkins_28d": shared.count("checkins", 28).cast("double"),
        "days_since_checkin": days_since(c("checkins") > 0),
        "motivation_before_7d_mean": before[0],
        "motivation_before_28d_mean": before[1],
        "motivation_after_28d_mean": _motivation("after", 28, shared),
        "motivation_change": before[0] - before[1],
    }


def _motivation(when: str, n: int, shared: Shared) -> Column:
    return ratio(shared.reported(f"{when}_sum", n), shared.reported(f"{when}_n", n))
