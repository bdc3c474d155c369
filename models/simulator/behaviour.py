"""What a simulated athlete does with a plan, and with which probability: the known truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.catalogue.activities import Activity
from models.simulator.latent import FRESH, Latent
from models.simulator.truth import TYPES, Traits

FloatArray = npt.NDArray[np.float64]

FADE_DAYS = 21.0
"""The effect of an action falls towards half of itself (HeartSteps: fading within weeks)."""
USUAL_MINUTES, PER_MINUTE = 10.0, -0.05
INTENSITY = {"Low": 0.25, "Moderate": -0.35, "High": -1.1}
WEEKEND = -0.5
PER_SLEEP_HOUR, PER_HABIT, USUAL_HABIT = 0.3, 1.6, 0.6
PER_STRAIN = -0.5
POPULATION = (0.1, -0.2, 0.2, 0.1, 0.0, 0.0, -0.2, 0.2, 0.1, 0.0, 0.1, 0.2)
"""Mean effect of each action on the logit of doing an activity."""
WHEN_TIRED = (0.0, -0.6, 0.3, 0.6, 0.1, 0.7, -0.4, 0.5, -0.3, -0.4, 0.4, 0.4)
"""Extra effect of each action per unit of fatigue above the usual."""
WHEN_ANXIOUS = (0.0, -0.25, 0.35, 0.0, 0.3, 0.0, -0.15, 0.1, 0.0, -0.1, 0.2, 0.0)
"""... per point of anxiety above USUAL_ANXIETY."""
USUAL_ANXIETY = 2.6
GOAL_FIT: dict[str, dict[int, float]] = {
    "strength": {8: 0.5, 1: 0.3},
    "muscle": {8: 0.4, 6: 0.2},
    "endurance": {9: 0.5, 6: 0.3},
    "fat_loss": {9: 0.4, 11: 0.2},
    "general_health": {0: 0.2, 11: 0.3},
    "stress_relief": {2: 0.4, 4: 0.3, 10: 0.3},
}
RATING_NOISE = 0.4
REPORTS_UNDONE, RATES = 0.8, 0.85
LIFT, LIFT_PER_TASTE = 0.45, 0.3
STRESS, STRESS_PER_WELLBEING = 2.4, -0.6
SORENESS, SORENESS_PER_FATIGUE = 1.2, 1.1
HURTS, DIZZY = 0.05, 0.002


@dataclass(frozen=True, slots=True)
class Moment:
    """One decision as the athlete meets it."""

    traits: Traits
    latent: Latent
    weekday: int
    action: int

    @property
    def mood(self) -> float:
        """Return the mean of a motivation before an activity, 1-5."""
        return 3.0 + 0.7 * self.latent.wellbeing


def completion_probabilities(moment: Moment, offered: Sequence[Activity]) -> FloatArray:
    """Return P(the athlete completes it) per offered activity; independent given the moment."""
    day = _day_logit(moment) + _action_logit(moment)
    strain = PER_STRAIN * max(moment.latent.fatigue - FRESH, 0.0)
    taste = moment.traits.taste
    own = [
        taste[TYPES.index(a.type)]
        + INTENSITY[a.intensity]
        + PER_MINUTE * (a.minutes - USUAL_MINUTES)
        + strain * a.rpe / 5.0
        for a in offered
    ]
    return 1.0 / (1.0 + np.exp(-(day + np.array(own, dtype=np.float64))))


def _day_logit(moment: Moment) -> float:
    traits, latent = moment.traits, moment.latent
    return (
        traits.adherence
        + traits.wellbeing_effect * latent.wellbeing
        + PER_HABIT * (latent.habit - USUAL_HABIT)
        + PER_SLEEP_HOUR * (latent.sleep_h - traits.sleep_h)
        + (WEEKEND if moment.weekday >= 5 else 0.0)
    )


def _action_logit(moment: Moment) -> float:
    traits, latent, action = moment.traits, moment.latent, moment.action
    fit = (
        POPULATION[action]
        + traits.action_effect[action]
        + WHEN_TIRED[action] * (latent.fatigue - FRESH)
        + WHEN_ANXIOUS[action] * (anxiety(traits, latent) - USUAL_ANXIETY)
        + GOAL_FIT[traits.profile.goal].get(action, 0.0)
    )
    return float(fit * (0.5 + 0.5 * 0.5 ** (latent.day / FADE_DAYS)))


def anxiety(traits: Traits, latent: Latent) -> float:
    """Return the day's anxiety, about 1-5."""
    return traits.anxiety - 0.4 * latent.wellbeing


@dataclass(frozen=True, slots=True)
class Said:
    """An athlete's answer about one activity."""

    completed: bool
    before: int | None
    after: int | None
    difficulty: int | None
    reported: bool


def respond(moment: Moment, offered: Sequence[Activity], rng: np.random.Generator) -> list[Said]:
    """Draw what the athlete does with each offered activity and says about it."""
    chances = completion_probabilities(moment, offered)
    return [_answer(moment, a, float(p), rng) for a, p in zip(offered, chances, strict=True)]


def _answer(moment: Moment, activity: Activity, p: float, rng: np.random.Generator) -> Said:
    chance, noise = rng.random(3), RATING_NOISE * rng.normal(size=3)
    done, rates = bool(chance[0] < p), bool(chance[2] < RATES)
    before = _rating(moment.mood + noise[0])
    after = _rating(before + lift(moment.traits, activity) + noise[1])
    hard = _rating(1.0 + activity.rpe / 2.5 + 0.4 * moment.latent.fatigue + noise[2])
    return Said(
        completed=done,
        before=before if rates else None,
        after=after if rates and done else None,
        difficulty=hard if rates and done else None,
        reported=done or bool(chance[1] < REPORTS_UNDONE),
    )


def lift(traits: Traits, activity: Activity) -> float:
    """Return the mean gain of motivation by completing an activity."""
    return LIFT + LIFT_PER_TASTE * traits.taste[TYPES.index(activity.type)]


def checkin(traits: Traits, latent: Latent, rng: np.random.Generator) -> dict[str, Any]:
    """Draw a check-in: the body of POST /checkins."""
    noise, hurts = RATING_NOISE * rng.normal(size=5), rng.random() < HURTS
    q, strength = latent.wellbeing, int(rng.integers(1, 5))
    said: dict[str, Any] = {
        "mood": _rating(3.0 + 0.95 * q + noise[0]),
        "sleep_quality": _rating(3.0 + 0.8 * (latent.sleep_h - traits.sleep_h) + noise[1]),
        "stress": _rating(float(stress(np.asarray(q))) + noise[2]),
        "anxiety": _rating(anxiety(traits, latent) + noise[3]),
        "soreness": _rating(float(soreness(np.asarray(latent.fatigue))) + noise[4]),
        "pain": strength if hurts else 0,
        "symptoms": ["dizziness"] if rng.random() < DIZZY else [],
    }
    where = [injury.site for injury in traits.profile.injuries]
    return said | {"pain_site": where[0]} if hurts and where else said


def stress(wellbeing: FloatArray) -> FloatArray:
    """Return the mean stress of a check-in, before rounding."""
    return STRESS + STRESS_PER_WELLBEING * wellbeing


def soreness(fatigue: FloatArray) -> FloatArray:
    """Return the mean soreness of a check-in, before rounding."""
    return SORENESS + SORENESS_PER_FATIGUE * fatigue


def session_rating(moment: Moment, share: float, rng: np.random.Generator) -> int:
    """Draw how the athlete rates the whole session, 1-5."""
    noise = RATING_NOISE * rng.normal()
    return _rating(2.4 + 0.4 * moment.latent.wellbeing + 1.5 * share + noise)


def _rating(value: float) -> int:
    return int(min(max(round(value), 1), 5))
