"""The reward "r1" (statistics.md 3): r = clip(.50 C + .20 M + .20 G + .10 H - burden, 0, 1).

The weights are judgement. A component nobody measured takes its action-blind mean and so adds no
information. Before the close the known part is applied with weight 1/2, afterwards with 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from models.catalogue.activities import INTENSITY_WEIGHT

DEFINITION = "r1"
W_COMPLETION, W_MOTIVATION, W_GOAL, W_RECOVERY = 0.50, 0.20, 0.20, 0.10
MEAN_COMPLETION, MEAN_MOTIVATION, MEAN_GOAL, MEAN_RECOVERY = 0.55, 0.50, 0.50, 0.50
MEAN_BURDEN = 0.02
OPEN_WEIGHT, CLOSED_WEIGHT = 0.5, 1.0
LEAST_MINUTES, MOST_MINUTES = 5, 45
EXPECTED_AFTER = 3.4
"""E[motivation after] where no check-in said how the athlete feels."""
AFTER_AT_ZERO, AFTER_PER_MOOD = 1.9, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """What is known of one decision; None = not measured."""

    completion: float | None
    motivation: float | None
    goal: float | None
    recovery: float | None
    burden: float


def final_reward(parts: Components) -> float:
    """Return r in [0, 1]; a missing component takes its action-blind mean."""
    total = (
        W_COMPLETION * _or(parts.completion, MEAN_COMPLETION)
        + W_MOTIVATION * _or(parts.motivation, MEAN_MOTIVATION)
        + W_GOAL * _or(parts.goal, MEAN_GOAL)
        + W_RECOVERY * _or(parts.recovery, MEAN_RECOVERY)
        - parts.burden
    )
    return min(max(total, 0.0), 1.0)


def _or(value: float | None, mean: float) -> float:
    return mean if value is None else value


def dose(minutes: int, intensity: str) -> float:
    """Return what an activity counts for: its minutes within 5..45 x its intensity's weight."""
    return min(max(minutes, LEAST_MINUTES), MOST_MINUTES) * INTENSITY_WEIGHT[intensity]


def completion(doses: Iterable[tuple[float, bool | None]], *, closed: bool) -> float:
    """Return C: the done share of the planned dose of (dose, done) pairs.

    None = not reported: not completed once the decision is closed, half done until then.
    """
    unknown = 0.0 if closed else MEAN_COMPLETION
    pairs = [(d, unknown if done is None else float(done)) for d, done in doses]
    planned = sum(d for d, _ in pairs)
    return sum(d * done for d, done in pairs) / planned if planned else 0.0


def motivation(after: Iterable[int | None], mood: int | None) -> float | None:
    """Return M of the completed activities' motivation after, shrunk by the answered share.

    `mood` is the day's check-in (1-5). None when nothing was completed or nobody answered.
    """
    said = list(after)
    answered = [a for a in said if a is not None]
    if not answered:
        return None
    expected = EXPECTED_AFTER if mood is None else AFTER_AT_ZERO + AFTER_PER_MOOD * mood
    gain = sum(a - expected for a in answered) / len(answered) / 4.0
    return min(max(0.5 + gain * len(answered) / len(said), 0.0), 1.0)
