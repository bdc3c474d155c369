"""What a simulated athlete does with a plan, and with which probability: the known truth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.catalogue.activities import Activity
from models.simulator.truth import TYPES, Latent, Traits

FADE_DAYS = 30.0
"""Effects of actions halve in so many days (HeartSteps: fading within weeks)."""
USUAL_MINUTES = 10.0
INTENSITY = {"Low": 0.25, "Moderate": -0.35, "High": -1.1}
WEEKEND = -0.45
SUCCESS_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Moment:
    """One decision as the athlete meets it."""

    traits: Traits
    latent: Latent
    weekday: int
    action: int


def completion_probability(moment: Moment, activity: Activity) -> float:
    """Return P(the athlete completes the activity)."""
    traits, latent = moment.traits, moment.latent
    fade = 0.5 ** (latent.day / FADE_DAYS)
    logit = (
        traits.adherence
        + traits.wellbeing_effect * latent.wellbeing
        + traits.action_effect[moment.action] * (0.5 + 0.5 * fade)
        + traits.taste[TYPES.index(activity.type)]
        + INTENSITY[activity.intensity]
        - 0.05 * (activity.minutes - USUAL_MINUTES)
        - 0.9 * max(latent.fatigue - 0.7, 0.0) * (activity.rpe / 5.0)
        + 0.25 * (latent.sleep_h - traits.sleep_h)
        + (WEEKEND if moment.weekday >= 5 else 0.0)
    )
    return float(1.0 / (1.0 + np.exp(-logit)))


def success_probability(
    probabilities: Sequence[float], minutes: Sequence[int], red: float
) -> float:
    """Return P(plan success): >= 80 % of the planned minutes done and no red morning.

    Exact over all 2^n outcomes; `red` is the probability of a red morning.
    """
    p, m = np.asarray(probabilities), np.asarray(minutes, dtype=float)
    if len(p) == 0:
        return 0.0
    done = (np.arange(1 << len(p))[:, None] >> np.arange(len(p))) % 2 == 1
    mass = np.where(done, p, 1.0 - p).prod(axis=1)
    return float(mass[done @ m >= SUCCESS_SHARE * m.sum() - 1e-9].sum() * (1.0 - red))


@dataclass(frozen=True, slots=True)
class Said:
    """An athlete's answer about one activity."""

    completed: bool
    before: int | None
    after: int | None
    difficulty: int | None
    reported: bool


def respond(moment: Moment, activity: Activity, rng: np.random.Generator) -> Said:
    """Draw what the athlete does with one activity and says about it."""
    done = bool(rng.random() < completion_probability(moment, activity))
    reported = done or bool(rng.random() < 0.8)
    before = _rating(3.0 + 0.7 * moment.latent.wellbeing, rng)
    lift = 0.45 + 0.3 * moment.traits.taste[TYPES.index(activity.type)]
    after = _rating(before + lift, rng) if done else None
    hard = _rating(1.0 + activity.rpe / 2.5 + 0.4 * moment.latent.fatigue, rng)
    rates = rng.random() < 0.85
    return Said(
        completed=done,
        before=before if rates else None,
        after=after if rates else None,
        difficulty=hard if rates and done else None,
        reported=reported,
    )


def checkin(traits: Traits, latent: Latent, rng: np.random.Generator) -> dict[str, int]:
    """Draw the ratings of a check-in (the body of POST /checkins)."""
    q, tired = latent.wellbeing, latent.fatigue
    return {
        "mood": _rating(3.0 + 0.95 * q, rng),
        "sleep_quality": _rating(3.0 + 0.8 * (latent.sleep_h - traits.sleep_h), rng),
        "stress": _rating(2.4 - 0.55 * q, rng),
        "anxiety": _rating(traits.anxiety - 0.4 * q, rng),
        "soreness": _rating(1.4 + 1.1 * tired, rng),
        "pain": int(rng.random() < 0.05) * int(rng.integers(1, 5)),
    }


def _rating(mean: float, rng: np.random.Generator) -> int:
    return int(np.clip(round(mean + 0.45 * rng.normal()), 1, 5))
