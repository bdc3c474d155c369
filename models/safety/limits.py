"""Hard limits on load (facts.md 1): a spike, a progressive load, a week of too much lifting."""

from collections.abc import Mapping
from math import inf

from models.catalogue.activities import Activity
from models.catalogue.templates import Template

SPIKE, SPIKE_STRAINED = 1.30, 1.10
"""Of the largest session of 30 days: hard limit, and with a readiness that is not green."""
HARMLESS = 100.0
"""Session-RPE load that is never a spike: 25 minutes of brisk walking."""
PROGRESSIVE_PAUSE_H = 72.0
FAMILY_CHANGES = 2
LIFT_WEEK = 1.15
"""Week's tonnage / largest week of the three before it: 10 % is the largest step of a lift (ACSM
2009), the rest is for plates and repetitions that come whole (judgement)."""
WEIGHTS = frozenset({"barbell", "dumbbells", "kettlebell"})


def session_limit(body: Mapping[str, float | None], template: Template, *, green: bool) -> float:
    """Return the session-RPE load above which an activity is a session spike.

    Without 30 days of sessions the template's hardest day stands for the largest one.
    """
    largest = body.get("load_30d_max_session")
    known = max(day.load for day in template.days) if largest is None else largest
    return max(known * (SPIKE if green else SPIKE_STRAINED), HARMLESS)


def usual_limit(body: Mapping[str, float | None]) -> float:
    """Return the load above which an activity is progressive: the trailing 7-day maximum.

    Infinite where the week is not known (statistics.md 10).
    """
    largest = body.get("load_7d_max")
    return inf if largest is None else max(largest, HARMLESS)


def lifts_too_much(body: Mapping[str, float | None]) -> bool:
    """Return whether the week's lifting grew by more than the steps of a steady build-up.

    False in the first four weeks of a strength log: it has no week to grow from.
    """
    ratio = body.get("strength_tonnage_ratio")
    return ratio is not None and ratio > LIFT_WEEK


def lifts_hard(activity: Activity) -> bool:
    """Return whether an activity is hard work with weights."""
    return activity.intensity == "High" and not WEIGHTS.isdisjoint(activity.equipment)
