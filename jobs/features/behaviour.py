"""Feature groups of behaviour: adherence to earlier plans, and wellbeing by check-ins."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import days, days_since, mean, ratio, total

c = F.col


def adherence() -> dict[str, Column]:
    """Return what became of the plans up to D - 1."""
    last = F.last(c("plan_success"), ignorenulls=True).over(days(28))
    return {
        "completion_share_7d": ratio(
            total(c("done_min"), days(7)), total(c("planned_min"), days(7))
        ),
        "completion_share_28d": ratio(
            total(c("done_min"), days(28)), total(c("planned_min"), days(28))
        ),
        "success_share_28d": mean(c("plan_success"), days(28)),
        "last_plan_success": last,
        "plans_28d": F.count("plan_success").over(days(28)).cast("double"),
        "days_since_last_plan": days_since(c("plan_success").isNotNull()),
        "exercise_share_28d": ratio(
            total(c("exercise_done"), days(28)), total(c("exercise_offered"), days(28))
        ),
        "mind_share_28d": ratio(
            total(c("mind_done"), days(28)), total(c("mind_offered"), days(28))
        ),
        "motivation_gain_28d": ratio(total(c("gain_sum"), days(28)), total(c("gain_n"), days(28))),
    }


def wellbeing() -> dict[str, Column]:
    """Return the week of check-ins before D; today's comes with the request."""
    names = ("mood", "stress", "anxiety", "soreness", "sleep_quality")
    week = {f"{name}_7d_mean": mean(c(name), days(7)) for name in names}
    return {**week, "checkins_7d": F.count("mood").over(days(7)).cast("double")}
