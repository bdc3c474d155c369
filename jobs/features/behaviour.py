"""Feature groups of behaviour: adherence to earlier plans, and wellbeing by check-ins."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import days, days_before, days_since, mean, ratio, reported, total

c = F.col


def adherence() -> dict[str, Column]:
    """Return what became of the plans up to D - 1."""
    plans = F.count("planned_min").over(days(28))
    return {
        "completion_share_7d": _share("done_min", "planned_min", 7),
        "completion_share_28d": _share("done_min", "planned_min", 28),
        "success_share_28d": ratio(reported("plan_success", 28), plans.cast("double")),
        "last_plan_success": _last_success(),
        "plans_28d": plans.cast("double"),
        "days_since_last_plan": days_since(c("planned_min").isNotNull()),
        "exercise_share_28d": _share("exercise_done", "exercise_offered", 28),
        "mind_share_28d": _share("mind_done", "mind_offered", 28),
        "motivation_gain_28d": ratio(reported("gain_sum", 28), reported("gain_n", 28)),
    }


def _share(done: str, of: str, n: int) -> Column:
    return ratio(reported(done, n), total(c(of), days(n)))


def _last_success() -> Column:
    """Return whether the last plan of 28 days succeeded, as far as it had been answered."""
    yesterday = F.max("early_plan_success").over(days(1))
    return F.coalesce(yesterday, F.last("plan_success", ignorenulls=True).over(days_before(28)))


def wellbeing() -> dict[str, Column]:
    """Return the week of check-ins before D; today's comes with the request."""
    names = ("mood", "stress", "anxiety", "soreness", "sleep_quality")
    week = {f"{name}_7d_mean": mean(c(name), days(7)) for name in names}
    return {**week, "checkins_7d": F.count("checkins").over(days(7)).cast("double")}
