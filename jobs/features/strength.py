"""Feature group strength: e1RM by lift, volume by muscle group, intensity, targets."""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.features.rolling import ORDERED, bounded, days_since, ratio
from jobs.features.shared import Shared
from models.catalogue.lifts import LIFTS, MUSCLES

c = F.col
BIG = ("squat", "bench", "deadlift")
SETS_WANTED = 10.0
"""Sets a muscle group and week (Schoenfeld 2017)."""
DAYS_WANTED = {"beginner": 2.0, "intermediate": 3.0, "advanced": 4.0}
"""Least lifting days a week by experience (ACSM 2009)."""
PULL_CAP = 20.0
KNOWN_D = 90
"""So long after a set a log is kept: a week without one is a week without lifting."""
GROWTH_CAP = 10.0
EARLIER = ORDERED.rowsBetween(-21, -7)
"""Rows whose week of sets lies in the three weeks before this one's."""


def strength(shared: Shared) -> dict[str, Column]:
    """Return what the strength log says; without a set in 90 days everything is missing."""
    return {**_volume(shared), **_quality(shared), **_lifts(shared), **_muscles(shared)}


def lifting_days(n: int, shared: Shared) -> Column:
    """Return days with lifting; missing for those who logged none in 90 days."""
    return F.when(shared.count("sets", KNOWN_D) > 0, shared.count("sets", n))


def logged(fact: str, n: int, shared: Shared) -> Column:
    """Return a sum of n days' sets: 0 where a log is kept and nothing was lifted."""
    lifted = shared.count("sets", n) > 0
    known = F.when(lifted, shared.total(fact, n))
    return known.when(shared.count("sets", KNOWN_D) > 0, F.lit(0.0))


def wanted_days() -> Column:
    """Return the lifting days a week that the athlete's experience asks for."""
    cases = F.when(F.lit(False), F.lit(0.0))  # noqa: FBT003 - a value
    pairs = DAYS_WANTED.items()
    return reduce(lambda case, one: case.when(c("experience") == one[0], one[1]), pairs, cases)


def _volume(shared: Shared) -> dict[str, Column]:
    push = shared.total("sets_chest", 28) + shared.total("sets_shoulders", 28)
    return {
        "strength_sets_7d": logged("sets", 7, shared),
        "strength_sets_28d": logged("sets", 28, shared),
        "strength_hard_sets_7d": logged("hard_sets", 7, shared),
        "strength_tonnage_7d": logged("tonnage", 7, shared),
        "strength_tonnage_28d": logged("tonnage", 28, shared),
        "strength_days_7d": lifting_days(7, shared),
        "strength_days_28d": lifting_days(28, shared),
        "strength_days_to_target_7d": lifting_days(7, shared) / wanted_days(),
        "strength_push_pull_28d": bounded(
            ratio(push, shared.total("sets_back", 28)), 0.0, PULL_CAP
        ),
        "days_since_strength": days_since(c("sets") > 0),
    }


def _quality(shared: Shared) -> dict[str, Column]:
    def per_set(name: str) -> Column:
        return ratio(shared.total(f"{name}_sum", 28), shared.total(f"{name}_n", 28))

    return {
        "strength_rpe_7d_mean": shared.mean("set_rpe", 7),
        "strength_reps_28d_mean": per_set("reps"),
        "strength_rir_28d_mean": per_set("rir"),
        "strength_intensity_28d": per_set("intensity"),
    }


def _lifts(shared: Shared) -> dict[str, Column]:
    """Return the best e1RM of each lift, and the share of its sets whose RIR can be trusted."""
    best = {lift: shared.largest(f"e1rm_{lift}", 28) for lift in LIFTS}
    trust = {
        f"e1rm_{lift}_trust_28d": ratio(
            shared.total(f"trusted_{lift}", 28), shared.total(f"usable_{lift}", 28)
        )
        for lift in LIFTS
    }
    total = reduce(Column.__add__, (best[lift] for lift in BIG))
    return {
        "e1rm_best_28d_kg": shared.largest("e1rm", 28),
        **{f"e1rm_{lift}_28d_kg": kg for lift, kg in best.items()},
        **trust,
        "strength_relative_28d": ratio(total, shared.mean("body_mass", 28)),
    }


def _muscles(shared: Shared) -> dict[str, Column]:
    sets = {muscle: logged(f"sets_{muscle}", 7, shared) for muscle in MUSCLES}
    enough = ((week >= SETS_WANTED).cast("double") for week in sets.values())
    return {
        **{f"sets_{muscle}_7d": week for muscle, week in sets.items()},
        "strength_muscles_10_sets_7d": reduce(Column.__add__, enough),
    }


def growth() -> dict[str, Column]:
    """Return the week's tonnage against the largest week of the three before it.

    A mean of weeks would call the week after one off, or after a part of one, a leap. Missing where
    the first set known is of these four weeks, and where the three were without lifting.
    """
    week = c("strength_tonnage_7d")
    known = c("strength_days_90d") > c("strength_days_28d")
    against = bounded(ratio(week, F.max(week).over(EARLIER)), 0.0, GROWTH_CAP)
    return {"strength_tonnage_ratio": F.when(known, against)}
