"""Athletes with known truth: traits that last, a latent state that moves from day to day.

Distributions after facts.md 11 (LifeSnaps, PMData, app trials): person-level spread as large as
the mean, effects that halve within weeks, about 45 % who stop. Gate and features never read the
latent state; they see what a watch, a ring and a check-in say about it.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.domain.decisions import ACTIONS
from models.safety.profile import Injury, Profile

GOALS = ("strength", "muscle", "endurance", "fat_loss", "general_health", "stress_relief")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Shanghai", "UTC")
TYPES = ("exercise", "meditation", "journaling")
POPULATION_EFFECT = (0.2, -0.3, 0.3, 0.1, 0.0, -0.1, -0.2, 0.25, 0.1, 0.0, 0.0, 0.3)
"""Mean effect of each action on the logit of doing an activity."""
DROP_OUT = 0.45
PERSIST = 0.85
"""Lag-one correlation of wellbeing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What lasts of one athlete."""

    index: int
    profile: Profile
    adherence: float
    """Logit of doing an activity, all else average."""
    action_effect: tuple[float, ...]
    taste: tuple[float, ...]
    """Per activity type."""
    wellbeing_effect: float
    ln_hrv: float
    resting_hr: float
    sleep_h: float
    steps: float
    anxiety: float
    frankness: float
    """Share of days with a check-in."""
    watch: bool
    ring: bool
    lifting_log: bool
    last_day: int
    """Day after which the athlete is gone; beyond the horizon for those who stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """The hidden state on one morning."""

    day: int
    wellbeing: float
    """SD about 1."""
    fatigue: float
    """In units of a hard day."""
    sleep_h: float
    trained_min: int
    """Minutes of the athlete's own training the day before."""


def stream(seed: int, index: int, *key: int) -> np.random.Generator:
    """Return the private generator of one athlete and purpose."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(index, *key)))
    )


def traits_of(seed: int, index: int, days: int, user_id: str) -> Traits:
    """Draw one athlete."""
    rng = stream(seed, index, 0)
    stays = rng.random() >= DROP_OUT
    watch, ring = bool(rng.random() < 0.75), bool(rng.random() < 0.6)
    effects = np.array(POPULATION_EFFECT) + rng.normal(0.0, 0.45, ACTIONS)
    return Traits(
        index=index,
        profile=_profile(rng, user_id),
        adherence=float(rng.normal(1.3, 1.5)),
        action_effect=tuple(float(v) for v in effects),
        taste=tuple(float(v) for v in rng.normal(0.0, 0.6, len(TYPES))),
        wellbeing_effect=float(rng.uniform(0.8, 1.6)),
        ln_hrv=float(rng.normal(3.58, 0.42)),
        resting_hr=float(np.clip(rng.normal(66.0, 6.6), 45, 90)),
        sleep_h=float(np.clip(rng.normal(6.9, 0.7), 5.0, 9.0)),
        steps=float(np.clip(rng.normal(8400, 2900), 2500, 18000)),
        anxiety=float(np.clip(rng.normal(2.6, 0.8), 1.0, 5.0)),
        frankness=float(rng.uniform(0.6, 0.98)),
        watch=watch,
        ring=ring,
        lifting_log=bool(rng.random() < 0.5),
        last_day=10**6 if stays else int(rng.integers(5, max(days, 6))),
    )


def _profile(rng: np.random.Generator, user_id: str) -> Profile:
    hurt = rng.random() < 0.12
    site = str(rng.choice(["knee", "shoulder", "lower_back", "ankle"]))
    status = str(rng.choice(["active", "recovering", "past"]))
    return Profile(
        user_id=user_id,
        goal=str(rng.choice(GOALS)),
        experience=str(rng.choice(["beginner", "intermediate", "advanced"], p=[0.5, 0.35, 0.15])),
        days_per_week=int(rng.integers(2, 7)),
        minutes_per_day=int(rng.choice([40, 50, 60, 75])),
        equipment=("dumbbells",) if rng.random() < 0.4 else (),
        birth_year=int(rng.integers(1960, 2006)),
        sex=str(rng.choice(["female", "male"])),
        timezone=str(rng.choice(ZONES)),
        injuries=(Injury(site, None, status),) if hurt else (),
    )


def first_morning(traits: Traits, rng: np.random.Generator) -> Latent:
    """Return the state of the first morning."""
    return Latent(
        day=0,
        wellbeing=float(rng.normal()),
        fatigue=0.3,
        sleep_h=_sleep(traits, 0.0, rng),
        trained_min=0,
    )


def next_morning(traits: Traits, now: Latent, done_load: float, rng: np.random.Generator) -> Latent:
    """Return the next morning after `done_load` (session-RPE) of today's plan."""
    keen = rng.random() < traits.profile.days_per_week / 7 * 0.6
    own = int(np.clip(rng.normal(42, 14), 15, 100)) if keen and now.fatigue < 1.2 else 0
    fatigue = 0.8 * now.fatigue + (done_load + 5.0 * own) / 600.0
    shock = rng.normal() * np.sqrt(1 - PERSIST**2)
    moved = PERSIST * now.wellbeing + shock - 0.12 * max(fatigue - 0.8, 0.0)
    state = replace(now, day=now.day + 1, fatigue=float(fatigue), trained_min=own)
    return replace(state, wellbeing=float(moved), sleep_h=_sleep(traits, float(moved), rng))


def _sleep(traits: Traits, wellbeing: float, rng: np.random.Generator) -> float:
    return float(np.clip(rng.normal(traits.sleep_h + 0.35 * wellbeing, 1.0), 2.5, 11.0))
