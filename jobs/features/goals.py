"""Feature group goals: how far the week went towards what the athlete wants.

Measured for the goal strength by lifting days against the experience's (ACSM 2009), for muscle by
sets of each muscle group against ten, for stress relief by finished meditation and journaling
against one a day, for the others by the WHO's 150 minutes.
"""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ORDERED, ratio
from jobs.features.shared import Shared
from jobs.features.strength import SETS_WANTED, lifting_days, logged, wanted_days
from models.catalogue.lifts import MUSCLES

c = F.col
WHO_MIN = 150.0
"""Moderate minutes a week (WHO 2020)."""
MONTH = 28


def goals(shared: Shared) -> dict[str, Column]:
    """Return the general target, body mass, and the share of the own goal's target."""
    wanted = F.col("days_per_week").cast("double")
    month, earlier = shared.largest("e1rm", MONTH), shared.largest("e1rm", 56, MONTH)
    return {
        "who_minutes_7d": shared.total("who_min", 7, least=7),
        "who_share_28d": _health(MONTH, shared),
        "body_mass_kg": shared.latest("body_mass", MONTH),
        "body_mass_28d_mean": shared.mean("body_mass", MONTH, least=2),
        "body_mass_week_kg": shared.slope("body_mass", MONTH, least=4) * 7,
        "e1rm_change_28d_kg": month - earlier,
        "goal_share_7d": _own(7, shared),
        "goal_share_28d": _own(MONTH, shared),
        "training_days_to_plan_7d": ratio(shared.total("training_day", 7), wanted),
    }


def _own(n: int, shared: Shared) -> Column:
    """Return the reached share of n days' target of the athlete's goal."""
    goal, weeks = c("goal"), n / 7
    strong = lifting_days(n, shared) / (wanted_days() * weeks)
    calm = shared.reported("mind_done", n) / n
    return (
        F.when(goal == "strength", at_most_1(strong))
        .when(goal == "muscle", _muscle(n, shared))
        .when(goal == "stress_relief", at_most_1(calm))
        .when(goal.isNotNull(), _health(n, shared))
    )


def _health(n: int, shared: Shared) -> Column:
    return at_most_1(shared.total("who_min", n, least=n) / (WHO_MIN * n / 7))


def _muscle(n: int, shared: Shared) -> Column:
    wanted = SETS_WANTED * n / 7
    shares = (at_most_1(logged(f"sets_{muscle}", n, shared) / wanted) for muscle in MUSCLES)
    return reduce(Column.__add__, shares) / len(MUSCLES)


def at_most_1(share: Column) -> Column:
    """Return a share, or 1 where more than all was reached."""
    return F.when(share > 1, 1.0).otherwise(share)


def progress() -> dict[str, Column]:
    """Return how fitness, chronic load, has changed in four weeks."""
    return {"fitness_change_28d": c("ctl_42d") - F.lag("ctl_42d", MONTH).over(ORDERED)}
