"""Closing a decision 36 h later: what its feedback, the next morning and the week say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.domain.decisions import CENSORED_RUNGS, Decision
from models.domain.events import Feedback, Reward
from models.learning.reward import DEFINITION

WINDOW = timedelta(hours=36)
TARGET_LOW, TARGET_HIGH = 0.8, 1.1
"""Share of the week's stimulus target at which progress is full (statistics.md 3)."""
TOO_MUCH = 0.4
"""So much above the upper edge, progress is down to 0."""
PER_OFFER, PER_MINUTE, PER_REJECTED, MOST_BURDEN = 0.002, 0.0002, 0.004, 0.10
LOAD_DIP = 0.5
"""z units by which a day at the athlete's usual maximum load is expected to lower recovery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What is known on the morning after; None = not measured."""

    hrv_z: float | None = None
    """Last night's HRV against the athlete's own band."""
    soreness_z: float | None = None
    """Soreness against the athlete's own mean; positive = sorer."""
    load_share: float | None = None
    """Planned load of the closed day / the athlete's trailing 7-day maximum."""
    red: bool | None = None
    """Red readiness."""
    week_dose: float | None = None
    """Completed dose of the 7 days that end with the closed day."""
    week_target: float | None = None
    """The template's dose for a week."""


def close(decision: Decision, feedback: Sequence[Feedback], morning: Morning) -> Reward:
    """Return the components that only a close knows; completion and motivation stay in the log."""
    return Reward(
        goal=goal_progress(morning.week_dose, morning.week_target),
        recovery=recovery(morning),
        burden=burden(decision, feedback),
        red_readiness=morning.red,
        censored=decision.rung in CENSORED_RUNGS or decision.superseded_by is not None,
        revision=1,
        definition=DEFINITION,
    )


def goal_progress(dose: float | None, target: float | None) -> float | None:
    """Return G: 1 at 80-110 % of the week's target, falling on both sides."""
    if dose is None or not target:
        return None
    share = dose / target
    if share < TARGET_LOW:
        return share / TARGET_LOW
    return max(0.0, 1.0 - max(0.0, share - TARGET_HIGH) / TOO_MUCH)


def recovery(morning: Morning) -> float | None:
    """Return H in [0, 1]: .5 is the athlete's own usual morning after such a load."""
    known = [z for z in (morning.hrv_z, _minus(morning.soreness_z)) if z is not None]
    if not known:
        return None
    expected = -LOAD_DIP * min(morning.load_share or 0.0, 1.5)
    z = sum(known) / len(known) - expected
    return min(max(0.5 + 0.25 * z, 0.0), 1.0)


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def burden(decision: Decision, feedback: Sequence[Feedback]) -> float:
    """Return the cost of asking: offers, minutes and rejected suggestions of this decision.

    The last word about an activity counts: a corrected rejection is none.
    """
    minutes = sum(s.planned_minutes for s in decision.slate)
    said = sorted(feedback, key=lambda f: (f.recorded_at, f.event_id))
    last = {f.activity_id: f.completed for f in said if f.kind == "activity"}
    rejected = sum(done is False for done in last.values())
    cost = PER_OFFER * len(decision.slate) + PER_MINUTE * minutes + PER_REJECTED * rejected
    return min(cost, MOST_BURDEN)
