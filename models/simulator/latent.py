"""The hidden state of n athletes and how it moves from one morning to the next."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.domain.decisions import ACTIONS
from models.simulator.luck import Luck
from models.simulator.plan import NOTHING, IntArray
from models.simulator.squad import Squad
from models.simulator.wear import hazard, wear_after

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

PERSIST = 0.85
"""Lag-one correlation of wellbeing."""
SHOCK = float(np.sqrt(1 - PERSIST**2))
SLOW, SLOW_SHOCK = 0.975, float(np.sqrt(1 - 0.975**2))
"""Lag-one correlation of the slow part of the resting heart rate."""
FATIGUE_STAYS, HARD_DAY = 0.75, 600.0
"""Fatigue halves in two to three days; a session-RPE load of 600 adds one unit."""
FRESH = 1.0
TIRED_MOOD, ILL_MOOD = 0.15, 0.3
SLEEP_SD = 1.38
SLEEP_PER_WELLBEING, SLEEP_AWAY = 0.2, -0.7
LEAST_NIGHT, LONGEST_NIGHT = 1.0, 11.5
HABIT_STAYS, HABIT_START, HABIT_FADES = 0.75, 0.6, 0.95
LEAVES_PER_HABIT = -1.2
"""ln hazard of stopping for good per unit of habit."""
EXPOSURE_STAYS = 0.9
OWN_RPE, OWN_MINUTES, OWN_SPREAD = 5.0, 42.0, 14.0
SHORTEST, LONGEST = 15.0, 100.0
OWN_SHARE = 0.5
"""Of the profile's training days that happen beside the plan."""
TOO_TIRED = 1.5
"""Above it nobody trains on top of the plan."""
STRENGTH = "FunctionalStrengthTraining"
SPORTS = ("", STRENGTH, "Running", "Cycling", "Walking", "Yoga")
"""In Apple's words; "" = no training."""
ILL_DAYS, AWAY_DAYS, INJURED_DAYS = (3, 8), (2, 6), (7, 14)
"""Least number of days, and how many numbers from there on are equally likely."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Latent:
    """The hidden state on one morning; arrays of n."""

    day: int
    wellbeing: FloatArray
    """SD about 1."""
    fatigue: FloatArray
    """In units of a hard day; 1 is usual."""
    slow_heart: FloatArray
    """Slow part of the resting heart rate, SD 1."""
    habit: FloatArray
    """Recent done share of the plans, 0-1, forgetting by a quarter a plan."""
    sleep_h: FloatArray
    """Of the night that ends this morning."""
    trained_min: FloatArray
    """Minutes of the athlete's own training the day before."""
    sport: IntArray
    """What was trained: place in SPORTS."""
    exposure: FloatArray
    """n x 12: share of the recent days with each action (habituation)."""
    wear: FloatArray
    """Behind incidents; no signal, check-in, gate or feature reads it."""
    incidents: IntArray
    """So far."""
    patience: FloatArray
    """What is left; at 0 the athlete is gone."""
    ill: IntArray
    """Days left, like the next two."""
    away: IntArray
    injured: IntArray

    @property
    def here(self) -> BoolArray:
        """Return who has not stopped for good."""
        return self.patience > 0

    @property
    def trained_load(self) -> FloatArray:
        """Return the session-RPE load of the own training of the day before."""
        return OWN_RPE * self.trained_min


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What became of a day's plan."""

    action: IntArray
    """NOTHING without a plan."""
    load: FloatArray
    """Session-RPE load of what was done."""
    share: FloatArray
    """Done share of the planned minutes; NaN without a plan."""


def nothing_done(count: int) -> Done:
    """Return the day of athletes without a plan."""
    return Done(np.full(count, NOTHING), np.zeros(count), np.full(count, np.nan))


def first_morning(squad: Squad, luck: Luck) -> Latent:
    """Return the state of the first morning."""
    n, wellbeing = squad.size, luck.normal("wellbeing").copy()
    none = np.zeros(n, dtype=np.int64)
    return Latent(
        day=0,
        wellbeing=wellbeing,
        fatigue=np.full(n, 0.6),
        slow_heart=luck.normal("slow_heart").copy(),
        habit=np.full(n, HABIT_START),
        sleep_h=_sleep(squad, wellbeing, none, luck),
        trained_min=np.zeros(n),
        sport=none,
        exposure=np.zeros((n, ACTIONS)),
        wear=np.full(n, 1.0),
        incidents=none,
        patience=squad.patience,
        ill=none,
        away=none,
        injured=none,
    )


def next_morning(squad: Squad, now: Latent, done: Done, luck: Luck) -> Latent:
    """Return the next morning: own training, mishaps, fatigue, mood and a night later."""
    own, sport = _own_training(squad, now, luck)
    load = done.load + OWN_RPE * own
    tired, wear = fatigue_after(now.fatigue, load), wear_after(squad, now.wear, load)
    hurt = (now.injured <= 0) & (luck.chance("injured") < hazard(squad, wear))
    ill, away = _ill_tomorrow(squad, now, luck), _away_tomorrow(squad, now, luck)
    mood = wellbeing_after(squad, now, tired, ill) + SHOCK * luck.normal("wellbeing")
    return replace(
        now,
        day=now.day + 1,
        wellbeing=mood,
        fatigue=tired,
        slow_heart=SLOW * now.slow_heart + SLOW_SHOCK * luck.normal("slow_heart"),
        habit=_habit(now.habit, done.share),
        sleep_h=_sleep(squad, mood, away, luck),
        trained_min=own,
        sport=sport,
        exposure=_exposure(now.exposure, done.action),
        wear=wear,
        incidents=now.incidents + hurt,
        patience=now.patience - leaving(squad, now),
        ill=ill,
        away=away,
        injured=np.where(hurt, _length(luck, "injured_days", INJURED_DAYS), _less(now.injured)),
    )


def leaving(squad: Squad, now: Latent) -> FloatArray:
    """Return today's hazard of stopping for good: known this morning."""
    kept = squad.world.effect * LEAVES_PER_HABIT * (now.habit - HABIT_START)
    return np.asarray(squad.world.leaving * squad.leaving * np.exp(kept))


def own_training_chance(squad: Squad, now: Latent) -> FloatArray:
    """Return P(the athlete trains on top of today's plan)."""
    able = (now.fatigue < TOO_TIRED) & (now.ill <= 0) & (now.injured <= 0)
    return np.where(able, OWN_SHARE * squad.training_days / 7, 0.0)


def fatigue_after(fatigue: FloatArray, load: FloatArray) -> FloatArray:
    """Return tomorrow's fatigue after session-RPE loads."""
    return FATIGUE_STAYS * fatigue + load / HARD_DAY


def wellbeing_after(squad: Squad, now: Latent, fatigue: FloatArray, ill: IntArray) -> FloatArray:
    """Return the mean of tomorrow's wellbeing given tomorrow's fatigue and illness."""
    strain = squad.world.effect * TIRED_MOOD * np.maximum(fatigue - FRESH, 0.0)
    return np.asarray(PERSIST * now.wellbeing - strain - ILL_MOOD * (ill > 0))


def sleep_mean(squad: Squad, wellbeing: FloatArray, away: IntArray) -> FloatArray:
    """Return the mean hours asleep of a night before such a morning."""
    rested = squad.sleep_h + SLEEP_PER_WELLBEING * wellbeing
    return np.asarray(rested + SLEEP_AWAY * (away > 0))


def _sleep(squad: Squad, wellbeing: FloatArray, away: IntArray, luck: Luck) -> FloatArray:
    night = sleep_mean(squad, wellbeing, away) + SLEEP_SD * luck.normal("sleep")
    return np.clip(night, LEAST_NIGHT, LONGEST_NIGHT)


def _own_training(squad: Squad, now: Latent, luck: Luck) -> tuple[FloatArray, IntArray]:
    keen = luck.chance("keen") < own_training_chance(squad, now)
    wished = OWN_MINUTES + OWN_SPREAD * luck.normal("own_minutes")
    minutes = np.floor(np.clip(wished, SHORTEST, LONGEST))
    others = len(SPORTS) - 2
    other = 2 + np.floor(others * luck.chance("sport")).astype(np.int64)
    sport = np.where(luck.chance("lifts") < squad.lifts, SPORTS.index(STRENGTH), other)
    return np.where(keen, minutes, 0.0), np.where(keen, sport, 0)


def _habit(habit: FloatArray, share: FloatArray) -> FloatArray:
    planned = HABIT_STAYS * habit + (1 - HABIT_STAYS) * share
    return np.where(np.isnan(share), HABIT_FADES * habit, planned)


def _exposure(exposure: FloatArray, action: IntArray) -> FloatArray:
    chosen = action[:, None] == np.arange(ACTIONS)
    return np.asarray(EXPOSURE_STAYS * exposure + (1 - EXPOSURE_STAYS) * chosen)


def _ill_tomorrow(squad: Squad, now: Latent, luck: Luck) -> IntArray:
    starts = (now.ill <= 0) & (luck.chance("ill") < squad.world.illness)
    return np.where(starts, _length(luck, "ill_days", ILL_DAYS), _less(now.ill))


def _away_tomorrow(squad: Squad, now: Latent, luck: Luck) -> IntArray:
    starts = (now.away <= 0) & (luck.chance("away") < squad.world.travel)
    return np.where(starts, _length(luck, "away_days", AWAY_DAYS), _less(now.away))


def _length(luck: Luck, name: str, days: tuple[int, int]) -> IntArray:
    least, kinds = days
    return least + np.floor(kinds * luck.chance(name)).astype(np.int64)


def _less(days: IntArray) -> IntArray:
    return np.maximum(days - 1, 0)
