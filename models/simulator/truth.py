"""Athletes with known truth: what lasts of a person, drawn once from (seed, index).

Distributions after facts.md 11 (LifeSnaps, PMData, app trials): person-level spread as large as
the mean, effects that fade within weeks, 40-50 % who stop. Gate and features never read any of
this; they see what a watch, a ring, a check-in and the reports say about it.
"""

import uuid
from dataclasses import dataclass

import numpy as np

from models.domain.decisions import ACTIONS
from models.features.request import GOALS
from models.safety.profile import Injury, Profile

ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Shanghai", "UTC")
TYPES = ("exercise", "meditation", "journaling")
SITES = ("knee", "shoulder", "lower_back", "ankle")
DENSE_INDEX = 0
"""This athlete always wears a watch, at full density."""
DROP_OUT = 0.45
"""Share who stop before the end (doi 10.2196/20283: 43 %, 29-57)."""
FIRST_LOST_DAY = 4
FOREVER = 10**6
ADHERENCE, ADHERENCE_SD = 0.85, 1.7
ACTION_SD = 0.3
SEED_KEYS = {"traits": 0, "life": 1, "vendor": 5, "identity": 9}
"""First key of each private stream; 2-4 are a living athlete's (check-in, answers, night)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What lasts of one athlete."""

    index: int
    profile: Profile
    adherence: float
    """Logit of doing an activity, all else average."""
    action_effect: tuple[float, ...]
    """The athlete's own effect of each action, on the logit, beside the population's."""
    taste: tuple[float, ...]
    """Per activity type, on the logit."""
    wellbeing_effect: float
    ln_hrv: float
    """Own mean of ln RMSSD in ms."""
    resting_hr: float
    sleep_h: float
    steps: float
    anxiety: float
    """1-5."""
    shows: float
    """Share of days on which the athlete opens the plan."""
    frankness: float
    """Share of opened days with a check-in."""
    watch: bool
    ring: bool
    lifting_log: bool
    unworn: range
    """Days without any device: missing stretches are whole weeks (LifeSnaps)."""
    last_day: int
    """Day after which the athlete is gone; FOREVER for those who stay."""


def stream(seed: int, index: int, *key: int) -> np.random.Generator:
    """Return the private generator of one athlete and purpose."""
    sequence = np.random.SeedSequence(seed, spawn_key=(index, *key))
    return np.random.Generator(np.random.PCG64(sequence))


def athlete(seed: int, index: int, days: int) -> Traits:
    """Draw one athlete of a world of `days` days."""
    rng = stream(seed, index, SEED_KEYS["traits"])
    adherence = float(rng.normal(ADHERENCE, ADHERENCE_SD))
    has_watch, has_ring = bool(rng.random() < 0.75), bool(rng.random() < 0.7)
    return Traits(
        index=index,
        profile=_profile(rng, user_id(seed, index)),
        adherence=adherence,
        action_effect=_normals(rng, ACTION_SD, ACTIONS),
        taste=_normals(rng, 0.5, len(TYPES)),
        wellbeing_effect=float(rng.uniform(1.1, 1.4)),
        ln_hrv=float(rng.normal(3.58, 0.42)),
        resting_hr=float(np.clip(rng.normal(66.0, 6.6), 45, 90)),
        sleep_h=float(np.clip(rng.normal(7.1, 0.6), 5.5, 9.0)),
        steps=float(np.clip(rng.normal(8400, 2900), 2500, 18000)),
        anxiety=float(np.clip(rng.normal(2.6, 0.8), 1.0, 5.0)),
        shows=float(rng.uniform(0.86, 1.0)),
        frankness=float(rng.uniform(0.8, 1.0)),
        watch=has_watch or index == DENSE_INDEX,
        ring=has_ring,
        lifting_log=bool(rng.random() < 0.5),
        unworn=_unworn(rng, days),
        last_day=_last_day(rng, adherence, days),
    )


def user_id(seed: int, index: int) -> str:
    """Return the surrogate of a generated athlete: random, but the same for the same seed."""
    bits = stream(seed, index, SEED_KEYS["identity"]).bytes(16)
    return str(uuid.UUID(bytes=bits, version=4))


def _normals(rng: np.random.Generator, sd: float, count: int) -> tuple[float, ...]:
    return tuple(float(v) for v in rng.normal(0.0, sd, count))


def _unworn(rng: np.random.Generator, days: int) -> range:
    start, length = int(rng.integers(0, max(days, 1))), int(rng.integers(7, 26))
    return range(start, start + length) if rng.random() < 0.25 else range(0)


def _last_day(rng: np.random.Generator, adherence: float, days: int) -> int:
    """Draw who stops, and when: the less adherent sooner, most in the first half."""
    odds = DROP_OUT / (1 - DROP_OUT) * np.exp(-0.8 * (adherence - ADHERENCE) / ADHERENCE_SD)
    leaves = rng.random() < odds / (1 + odds)
    share = rng.beta(1.2, 1.6)
    return FIRST_LOST_DAY + int(share * max(days - FIRST_LOST_DAY, 1)) if leaves else FOREVER


def _profile(rng: np.random.Generator, identity: str) -> Profile:
    hurt = rng.random() < 0.12
    site = str(rng.choice(SITES))
    status = str(rng.choice(["active", "recovering", "past"]))
    return Profile(
        user_id=identity,
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
