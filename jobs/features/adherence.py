"""Feature group adherence: what became of the plans up to D - 1, by kind, and for how long."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import days, days_before, days_since, ratio
from jobs.features.shared import Shared
from jobs.plans import offer_kinds, plan_kinds

c = F.col
STREAK_DAYS = 42
HABIT_DAYS = 14


def adherence(shared: Shared) -> dict[str, Column]:
    """Return shares of what was planned, streaks, answers and habituation."""
    return {
        **_completion(shared),
        **_kinds(shared),
        **_streaks(shared),
        **_answers(shared),
        **_habits(shared),
    }


def _completion(shared: Shared) -> dict[str, Column]:
    shares = {n: share("done_min", "planned_min", n, shared) for n in (3, 7, 14, 28, 42)}
    return {
        **{f"completion_share_{n}d": value for n, value in shares.items()},
        "completion_change": shares[7] - shares[28],
        "success_share_7d": _success(7, shared),
        "success_share_28d": _success(28, shared),
        "last_plan_success": _last_success(),
        "plans_28d": shared.count("planned_min", 28).cast("double"),
        "days_since_last_plan": days_since(c("planned_min").isNotNull()),
        "planned_minutes_7d": shared.total("planned_min", 7),
        "done_minutes_7d": shared.reported("done_min", 7),
    }


def share(done: str, of: str, n: int, shared: Shared) -> Column:
    """Return an outcome's part of what was planned in n days."""
    return ratio(shared.reported(done, n), shared.total(of, n))


def _success(n: int, shared: Shared) -> Column:
    return ratio(shared.reported("plan_success", n), shared.count("planned_min", n).cast("double"))


def _last_success() -> Column:
    """Return whether the last plan of 28 days succeeded, as far as it had been answered."""
    yesterday = F.max("early_plan_success").over(days(1))
    return F.coalesce(yesterday, F.last("plan_success", ignorenulls=True).over(days_before(28)))


def _kinds(shared: Shared) -> dict[str, Column]:
    offers = {
        f"{kind}_share_28d": share(f"{kind}_done", f"{kind}_offered", 28, shared)
        for kind in offer_kinds()
    }
    plans = {
        f"{kind}_share_42d": share(f"{kind}_did", f"{kind}_planned", 42, shared)
        for kind in plan_kinds()
    }
    return offers | plans


def _streaks(shared: Shared) -> dict[str, Column]:
    """Return runs of successful and failed plans, yesterday's as known by this morning."""
    before = shared.listed("plan_success", STREAK_DAYS - 1, 1)
    told = F.concat(before, shared.listed("early_plan_success", 1))
    plans = shared.curve("plan_success__told", told)
    known = F.size(plans) > 0
    return {
        "success_streak": F.when(known, run_before(plans, 0.0)),
        "miss_streak": F.when(known, run_before(plans, 1.0)),
        "best_streak_42d": F.when(known, best_run(plans)),
    }


def run_before(plans: Column, end: float) -> Column:
    """Return how many plans stand at the end of an array of 1 and 0 after the last `end`."""
    last = F.array_position(F.reverse(plans), end)
    return F.when(last > 0, last - 1).otherwise(F.size(plans)).cast("double")


def best_run(plans: Column) -> Column:
    """Return the longest run of successes in an array."""
    start = F.struct(F.lit(0.0).alias("run"), F.lit(0.0).alias("best"))

    def step(held: Column, plan: Column) -> Column:
        run = F.when(plan == 1, held["run"] + 1).otherwise(0.0)
        return F.struct(run.alias("run"), F.greatest(held["best"], run).alias("best"))

    return F.aggregate(plans, start, step, lambda held: held["best"])


def _answers(shared: Shared) -> dict[str, Column]:
    answered = F.coalesce(shared.reported("waited_n", 28), F.lit(0.0))
    return {
        "answer_share_28d": ratio(answered, shared.total("offered", 28)),
        "answer_delay_28d_h": ratio(
            shared.reported("waited_sum", 28), shared.reported("waited_n", 28)
        ),
        "difficulty_28d_mean": ratio(
            shared.reported("difficulty_sum", 28), shared.reported("difficulty_n", 28)
        ),
        "motivation_gain_28d": ratio(
            shared.reported("gain_sum", 28), shared.reported("gain_n", 28)
        ),
    }


def _habits(shared: Shared) -> dict[str, Column]:
    """Return how often the same was chosen and offered: effects of a repeated message fade."""
    actions = shared.listed("action", HABIT_DAYS)
    last = F.try_element_at(actions, F.lit(-1))
    slugs = F.flatten(shared.listed("slugs", HABIT_DAYS))
    repeats = F.size(F.filter(actions, lambda action: action == last)).cast("double")
    return {
        "action_repeats_14d": F.nullif(repeats, F.lit(0.0)),
        "offer_novelty_14d": ratio(
            F.size(F.array_distinct(slugs)).cast("double"), F.size(slugs).cast("double")
        ),
    }
