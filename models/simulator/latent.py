"""The hidden state of an athlete and how it moves from one morning to the next."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.simulator.truth import Traits

FloatArray = npt.NDArray[np.float64]

PERSIST = 0.85
"""Lag-one correlation of wellbeing."""
SHOCK = float(np.sqrt(1 - PERSIST**2))
FATIGUE_STAYS, HARD_DAY = 0.75, 600.0
"""Fatigue halves in two to three days; a session-RPE load of 600 adds one unit."""
FRESH = 1.0
TIRED_MOOD = 0.15
SLEEP_SD = 0.9
SLEEP_PER_WELLBEING = 0.35
HABIT_STAYS, HABIT_START = 0.75, 0.6
OWN_RPE, OWN_MINUTES = 5.0, 42.0
TOO_TIRED = 1.5
"""Above it nobody trains on top of the plan."""
STRENGTH = "FunctionalStrengthTraining"
SPORTS = ("Running", "Cycling", "Walking", "Yoga")


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """The hidden state on one morning."""

    day: int
    wellbeing: float
    """SD about 1."""
    fatigue: float
    """In units of a hard day; 1 is usual."""
    habit: float
    """Recent done share of the plans, 0-1, forgetting by a quarter a plan."""
    sleep_h: float
    """Of the night that ends this morning."""
    trained_min: int
    """Minutes of the athlete's own training the day before."""
    sport: str
    """What was trained, in Apple's words; "" without training."""

    @property
    def trained_load(self) -> float:
        """Return the session-RPE load of the own training of the day before."""
        return OWN_RPE * self.trained_min


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a day's plan."""

    load: float = 0.0
    """Session-RPE load of what was done."""
    share: float | None = None
    """Done share of the planned minutes; None without a plan."""


NOTHING_DONE = Done()


def first_morning(traits: Traits, rng: np.random.Generator) -> Latent:
    """Return the state of the first morning."""
    wellbeing = float(rng.normal())
    return Latent(
        day=0,
        wellbeing=wellbeing,
        fatigue=0.6,
        habit=HABIT_START,
        sleep_h=_sleep(traits, wellbeing, rng),
        trained_min=0,
        sport="",
    )


def next_morning(traits: Traits, now: Latent, done: Done, rng: np.random.Generator) -> Latent:
    """Return the next morning: own training, fatigue, mood and a night later."""
    own, sport = _own_training(traits, now, rng)
    tired = fatigue_after(now.fatigue, done.load + OWN_RPE * own)
    mood = wellbeing_after(now.wellbeing, tired) + SHOCK * rng.normal()
    moved = replace(
        now,
        day=now.day + 1,
        wellbeing=float(mood),
        fatigue=float(tired),
        habit=_habit(now.habit, done.share),
    )
    return replace(
        moved, trained_min=own, sport=sport, sleep_h=_sleep(traits, moved.wellbeing, rng)
    )


def own_training_chance(traits: Traits, now: Latent) -> float:
    """Return P(the athlete trains on top of today's plan)."""
    return 0.5 * traits.profile.days_per_week / 7 if now.fatigue < TOO_TIRED else 0.0


def fatigue_after(fatigue: float, load: float | FloatArray) -> FloatArray:
    """Return tomorrow's fatigue after session-RPE loads."""
    return np.asarray(FATIGUE_STAYS * fatigue + np.asarray(load) / HARD_DAY)


def wellbeing_after(wellbeing: float, fatigue: FloatArray) -> FloatArray:
    """Return the mean of tomorrow's wellbeing given tomorrow's fatigue."""
    return PERSIST * wellbeing - TIRED_MOOD * np.maximum(fatigue - FRESH, 0.0)


def sleep_mean(traits: Traits, wellbeing: float | FloatArray) -> FloatArray:
    """Return the mean hours asleep of a night before such a morning."""
    return traits.sleep_h + SLEEP_PER_WELLBEING * np.asarray(wellbeing)


def _own_training(traits: Traits, now: Latent, rng: np.random.Generator) -> tuple[int, str]:
    keen = rng.random() < own_training_chance(traits, now)
    minutes = int(np.clip(rng.normal(OWN_MINUTES, 14), 15, 100))
    lifts = rng.random() < (0.75 if traits.profile.goal in {"strength", "muscle"} else 0.35)
    sport = STRENGTH if lifts else str(rng.choice(SPORTS))
    return (minutes, sport) if keen else (0, "")


def _habit(habit: float, share: float | None) -> float:
    if share is None:
        return 0.95 * habit
    return HABIT_STAYS * habit + (1 - HABIT_STAYS) * share


def _sleep(traits: Traits, wellbeing: float, rng: np.random.Generator) -> float:
    return float(np.clip(rng.normal(sleep_mean(traits, wellbeing), SLEEP_SD), 2.5, 11.0))
