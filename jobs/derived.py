"""Facts of a day that follow from its other facts, on the dense grid of days."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.features.rolling import ORDERED, mean, nights
from jobs.sessions import HARD
from models.features.series import KNOWN

c = F.col
NIGHT = ("nightly_at", "slept_at")
"""Times of facts that a day's own row uses."""
DAY = ("moved_at", "gauged_at", "trained_at", "lifted_at", "said_at")
"""Times of facts that the next day's row is the first to use."""
WORN = ("nightly_at", "slept_at", "moved_at", "trained_at")
FILED = (*WORN, "lifted_at")
"""Times of facts that come by file, not through a topic."""
SEEN_D = 7
"""So many days, the last sign of a wearable, a log or a plan among them, no training is rest: one
charges a ring or is without a plan for days; after a silent week nobody knows (judgement)."""
SATURDAY = 5
SHORT_H, NEED_H = 6.0, 7.0
STEPS_WANTED, PAIN = 8000.0, 4.0
TANAKA = (208.0, 0.7)
"""Maximal heart rate by age in years (Tanaka 2001)."""
BANISTER = {"male": (0.64, 1.92), "female": (0.86, 1.67)}
"""k = a exp(b dHR) of TRIMP by sex (Banister 1991)."""


def derived(dense: DataFrame) -> DataFrame:
    """Return the grid with every fact that features roll over."""
    return dense.transform(_shared).transform(_training).withColumns(_body())


def _shared(dense: DataFrame) -> DataFrame:
    """Add what was worn when, whether training would have been seen, and the resting heart rate."""
    worn = latest(*WORN)
    told = worn.isNotNull() | c("sets").isNotNull() | c("planned_min").isNotNull()
    return dense.select(
        "*",
        latest(*NIGHT).alias("night_at"),
        worn.alias("worn_at"),
        _first_used_at().alias("first_used_at"),
        _filed_at().alias("filed_at"),
        # a rest day is a 0 only for somebody whose training would have been seen
        F.max(told).over(nights(SEEN_D)).alias("seen"),
        mean(c("resting_hr"), nights(7), least=KNOWN[7]).alias("rest_hr"),
        (TANAKA[0] - TANAKA[1] * (F.year("day") - c("birth_year"))).alias("max_hr"),
    )


def _first_used_at() -> Column:
    """Return when the last of the facts that a row is the first to use was known."""
    day, early = F.lag(latest(*DAY)), F.lag("early_planned_at")
    before = F.lag("planned_at", 2)
    return F.greatest(latest(*NIGHT), *(one.over(ORDERED) for one in (day, early, before)))


def _filed_at() -> Column:
    """Return the same of the facts that come by file."""
    return F.greatest(latest(*NIGHT), F.lag(latest(*FILED)).over(ORDERED))


def _training(dense: DataFrame) -> DataFrame:
    """Add the day's training, whoever told of it."""
    added = {
        "workouts": _of_day("times"),
        "minutes": _of_day("min"),
        "load": _of_day("load"),
        "who_min": _rest_is_0("trained_who", "plan_who"),
        "effort": _rest_is_0("trained_effort", "lifted_effort", "plan_effort"),
        "session": F.greatest("trained_session", "lifted_load", "plan_session"),
    }
    follows = {
        "real_session": F.nullif(c("session"), F.lit(0.0)),
        "rest_day": _one(c("load") == 0),
        "hard_day": _one(c("effort") >= HARD),
        "training_day": _one(c("minutes") > 0),
        "training_date": F.when(c("minutes") > 0, F.unix_date("day")),
        "trimp": F.when(c("minutes") == 0, 0.0).otherwise(trimp()),
    }
    return dense.withColumns(added).withColumns(follows)


def _of_day(what: str) -> Column:
    """Return the sum of a day's sessions, of which two records can tell.

    A watch and a strength log tell of different training, but for the lifting that both of them
    saw. What plans say was done may have been worn or not: the larger of both counts.
    """
    watch, weights, log = (_or_0(f"{who}_{what}") for who in ("trained", "weights", "lifted"))
    unseen = F.greatest(log - weights, F.lit(0.0))
    return F.when(c("seen"), F.greatest(watch + unseen, _or_0(f"plan_{what}")))


def _rest_is_0(*names: str) -> Column:
    """Return the largest of what several records say of a day's training."""
    return F.when(c("seen"), F.greatest(*map(_or_0, names)))


def _or_0(name: str) -> Column:
    return F.coalesce(c(name), F.lit(0.0))


def _one(condition: Column) -> Column:
    """Return 1 or 0; missing where the condition is."""
    return condition.cast("double")


def latest(*names: str) -> Column:
    """Return the last of several times; missing where all are."""
    return F.greatest(*(c(name) for name in names))


def trimp() -> Column:
    """Return Banister's TRIMP of a day's workouts: minutes x dHR x k, k by sex.

    dHR = (HR - rest) / (max - rest), within 0 and 1, of a workout's mean heart rate. Missing where
    one workout has none, lifting was logged that no watch saw, or rest, age or sex is not known.
    60 min at .7: 103 men, 116 women.
    """

    def add(held: Column, bout: Column) -> Column:
        reserve = (bout["mean_hr_bpm"] - c("rest_hr")) / (c("max_hr") - c("rest_hr"))
        share = F.when(reserve < 0, 0.0).when(reserve > 1, 1.0).otherwise(reserve)
        return held + bout["duration_min"] * share * _weight(share)

    beaten = (F.size("bouts") == c("trained_times")) & (c("max_hr") > c("rest_hr"))
    whole = beaten & (_or_0("lifted_times") <= c("weights_times"))
    return F.when(whole, F.aggregate("bouts", F.lit(0.0), add))


def _weight(share: Column) -> Column:
    weight = F.when(F.lit(False), F.lit(0.0))  # noqa: FBT003 - a value
    for sex, (scale, growth) in BANISTER.items():
        weight = weight.when(c("sex") == sex, scale * F.exp(share * growth))
    return weight


def _body() -> dict[str, Column]:
    """Return facts of the night and of the day's movement, mood and pain."""
    weekend = F.weekday("day") >= SATURDAY
    middle = (c("bedtime") + c("waketime")) / 2
    return {
        "ln_rmssd": F.log("rmssd"),
        "ln_sdnn": F.log("sdnn"),
        "midsleep": middle,
        "free_midsleep": F.when(weekend, middle),
        "work_midsleep": F.when(~weekend, middle),
        "under_6h": _one(c("asleep_h") < SHORT_H),
        "under_7h": _one(c("asleep_h") < NEED_H),
        "weekend_steps": F.when(weekend, c("steps")),
        "weekday_steps": F.when(~weekend, c("steps")),
        "over_8000": _one(c("steps") >= STEPS_WANTED),
        "steps_raw": F.when(c("steps").isNotNull(), c("steps_raw")),
        "stress_h": c("stress_s") / 3600.0,
        "recovery_h": c("recovery_s") / 3600.0,
        "hooper": (6 - c("sleep_quality")) + c("stress") + c("soreness"),
        "pain_day": _one(c("pain") >= PAIN),
    }
