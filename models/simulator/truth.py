"""Athletes with known truth: what lasts of a person, drawn once from (seed, index).

Distributions after facts.md 11 (LifeSnaps, PMData, app trials): person-level spread as large as
the mean. Gate and features never read any of this; they see what a watch, a ring, a check-in and
the reports say about it.
"""

import uuid
from dataclasses import dataclass

import numpy as np

from models.domain.decisions import ACTIONS
from models.features.request import GOALS
from models.safety.profile import Injury, Profile
from models.simulator.worlds import BASE, World

ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Shanghai", "UTC")
TYPES = ("exercise", "meditation", "journaling")
SITES = ("knee", "shoulder", "lower_back", "ankle")
DENSE_INDEX = 0
"""This athlete always wears a watch, at full density."""
ADHERENCE, ADHERENCE_SD = 1.6, 1.7
ACTION_SD = 0.3
LEAVES_SOONER = 0.6
"""ln hazard of stopping per SD of adherence below the mean."""
CAPACITY = {"beginner": 90.0, "intermediate": 120.0, "advanced": 150.0}
"""Session-RPE load a day that a body is used to."""
WEEKS, WEEK_GOES_ON = 53, 0.6
SEED_KEYS = {"traits": 0, "life": 1, "luck": 2, "chance": 3, "vendor": 5, "identity": 9}
"""First key of each private stream: luck and chance are the outcomes' normals and uniforms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What lasts of one athlete."""

    index: int
    world: World
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
    root_steps: float
    """Square root of the steps of a usual day: roots are symmetric, steps are not."""
    breaths: float
    restless: float
    """ln of the per cent of the time in bed that is spent awake."""
    anxiety: float
    """1-5."""
    shows: float
    """Share of days on which the athlete opens the plan."""
    frankness: float
    """Share of opened days with a check-in."""
    watch: bool
    by_night: bool
    """Sleeps with the watch."""
    ring: bool
    lifting_log: bool
    unworn: tuple[bool, ...]
    """Weeks without any device: what is missing is whole weeks and whole people (LifeSnaps)."""
    patience: float
    """The athlete stops for good when the hazards of leaving add up to it."""
    frailty: float
    """Multiplies the hazard of an incident."""
    capacity: float
    weak_site: str


def stream(seed: int, index: int, *key: int) -> np.random.Generator:
    """Return the private generator of one athlete and purpose."""
    sequence = np.random.SeedSequence(seed, spawn_key=(index, *key))
    return np.random.Generator(np.random.PCG64(sequence))


def athlete(seed: int, index: int, world: World = BASE) -> Traits:
    """Draw one athlete; the same in every world but for what the world takes away."""
    rng = stream(seed, index, SEED_KEYS["traits"])
    profile = _profile(rng, user_id(seed, index))
    has_watch, has_ring, by_night, lifts = (float(v) for v in rng.random(4))
    return Traits(
        index=index,
        world=world,
        profile=profile,
        adherence=float(rng.normal(ADHERENCE, ADHERENCE_SD)),
        action_effect=_normals(rng, ACTION_SD, ACTIONS),
        taste=_normals(rng, 0.5, len(TYPES)),
        wellbeing_effect=float(rng.uniform(1.1, 1.4)),
        ln_hrv=float(rng.normal(3.60, 0.43)),
        resting_hr=float(np.clip(rng.normal(66.3, 6.0), 45, 90)),
        sleep_h=float(np.clip(rng.normal(6.6, 0.75), 4.5, 9.0)),
        root_steps=float(np.clip(rng.normal(90.5, 16.5), 40, 145)),
        breaths=float(np.clip(rng.normal(14.8, 2.2), 9, 22)),
        restless=float(rng.normal(1.5, 0.6)),
        anxiety=float(np.clip(rng.normal(2.6, 0.8), 1.0, 5.0)),
        shows=float(rng.uniform(0.86, 1.0)),
        frankness=float(rng.uniform(0.8, 1.0)),
        watch=has_watch < world.watch or index == DENSE_INDEX,
        by_night=by_night < world.by_night or index == DENSE_INDEX,
        ring=has_ring < world.ring,
        lifting_log=lifts < 0.5,
        unworn=_unworn(rng, world.unworn),
        patience=float(rng.exponential()),
        frailty=float(rng.lognormal(-0.32, 0.8)),
        capacity=CAPACITY[profile.experience] * float(rng.lognormal(0.0, 0.25)),
        weak_site=profile.injuries[0].site if profile.injuries else str(rng.choice(SITES)),
    )


def user_id(seed: int, index: int) -> str:
    """Return the surrogate of a generated athlete: random, but the same for the same seed."""
    bits = stream(seed, index, SEED_KEYS["identity"]).bytes(16)
    return str(uuid.UUID(bytes=bits, version=4))


def _normals(rng: np.random.Generator, sd: float, count: int) -> tuple[float, ...]:
    return tuple(float(v) for v in rng.normal(0.0, sd, count))


def _unworn(rng: np.random.Generator, starts: float) -> tuple[bool, ...]:
    """Draw a year of weeks; a longer world begins it anew."""
    off, weeks = False, []
    for chance in rng.random(WEEKS).tolist():
        off = chance < (WEEK_GOES_ON if off else starts)
        weeks.append(off)
    return tuple(weeks)


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
