"""The popularity arm's scores: how much of a plan is done under each action, for everybody."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from models.domain.decisions import ACTIONS, CENSORED_RUNGS, Decision
from models.experiments.definition import POPULARITY
from models.learning.chronicle import Chronicle
from models.learning.closing import WINDOW
from models.learning.mornings import done_dose
from models.learning.reward import MEAN_COMPLETION, dose

MOST_WEIGHT = 20.0
SHRINK = 10.0
"""So many decisions' worth of the mean stand in for what was seldom tried."""


def popularity(
    chronicles: Iterable[Chronicle], experiment: str, as_of: datetime
) -> tuple[float, ...]:
    """Return the completed share of each action's plans, weighted by 1 / p (at most 20).

    It learns from the run-in and its own arm, from decisions whose 36 hours are over.
    """
    weight, done = [SHRINK] * ACTIONS, [SHRINK * MEAN_COMPLETION] * ACTIONS
    for told in chronicles:
        for decision in told.decisions:
            if _counts(decision, experiment) and decision.decided_at + WINDOW <= as_of:
                w = min(1.0 / decision.action_probability, MOST_WEIGHT)
                weight[decision.action] += w
                done[decision.action] += w * _share(told, decision)
    return tuple(d / w for d, w in zip(done, weight, strict=True))


def most_popular(scores: Sequence[float], allowed: Sequence[int]) -> int:
    """Return the allowed action with the highest score; of equals the one with the lowest id."""
    return max(sorted(allowed), key=lambda action: scores[action])


def _counts(decision: Decision, experiment: str) -> bool:
    plain = decision.superseded_by is None and decision.rung not in CENSORED_RUNGS
    if not plain or not decision.slate:
        return False
    own = decision.experiment == experiment and decision.variant == POPULARITY
    return decision.experiment is None or own


def _share(told: Chronicle, decision: Decision) -> float:
    planned = sum(dose(s.planned_minutes, s.intensity) for s in decision.slate)
    return done_dose(told, decision) / planned
