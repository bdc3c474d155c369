"""Figures the mission shows to athletes (statistics.md 10); they are not the policy's reward."""

from collections.abc import Sequence
from dataclasses import dataclass

START_SCORE = 0.05


@dataclass(frozen=True, slots=True)
class Answer:
    """One activity's answer; ratings 1-5, None = not said."""

    completed: bool
    before: int | None
    after: int | None


def rl_reward_signal(answers: Sequence[Answer]) -> float:
    """Return .5 completion rate + .5 mean over completed of max(0, after - before)/5."""
    if not answers:
        return 0.0
    done = [a for a in answers if a.completed]
    gains = [max(0, a.after - a.before) / 5 if a.before and a.after else 0.0 for a in done]
    return 0.5 * len(done) / len(answers) + (0.5 * sum(gains) / len(gains) if gains else 0.0)


def engagement_delta(signal: float, score_before: float) -> float:
    """Return half the way from the score before this decision to the signal."""
    return 0.5 * (signal - score_before)
