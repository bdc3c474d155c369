"""How likely the next morning is red: the part of plan success that the plan does not decide.

Summed over own training, tomorrow's wellbeing, the night, the devices worn and whether there is a
check-in; given these the signs of `models.safety.readiness` are independent. An illness or a
journey that only begins tonight (1 to 4 % of nights) and symptoms (0.2 %) are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from models.safety.readiness import BAND_LOW, SLEEP_LOW_H, STRAINED
from models.simulator.behaviour import RATING_NOISE
from models.simulator.checkins import soreness, stress
from models.simulator.latent import (
    OWN_MINUTES,
    OWN_RPE,
    SHOCK,
    SLEEP_SD,
    Latent,
    fatigue_after,
    leaving,
    own_training_chance,
    sleep_mean,
    wellbeing_after,
)
from models.simulator.signals import RING_SD, SDNN_SHIFT, WATCH_SD, ln_hrv_mean, worn
from models.simulator.squad import Squad

FloatArray = npt.NDArray[np.float64]

LEAST_NIGHTS, LEAST_SPREAD = 7, 0.05
"""A band needs 7 of 28 nights; the lake's floor of its SD (jobs.features.rolling)."""
MIDPOINTS = ndtri((np.arange(9) + 0.5) / 9)
"""Nine equally likely standard normals."""


@dataclass(frozen=True, slots=True)
class Band:
    """The athlete's own ln HRV of up to 28 earlier days."""

    mean: float
    sd: float

    def z(self, value: float) -> float:
        """Return a value in ms against the band."""
        return float((np.log(value) - self.mean) / self.sd)


def band(values: Sequence[float | None]) -> Band | None:
    """Return the band of earlier days, oldest first; None with fewer than 7 of the last 28."""
    known = np.log([v for v in values[-28:] if v is not None])
    if len(known) < LEAST_NIGHTS:
        return None
    return Band(float(known.mean()), max(float(known.std(ddof=1)), LEAST_SPREAD))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """Who goes to bed, and what can be known of them tomorrow."""

    squad: Squad
    """Of this one athlete."""
    latent: Latent
    """This morning's."""
    ring: Band | None
    watch: Band | None
    """As of tomorrow."""
    observed: bool
    """False on the last day of the world: nothing will be measured or said."""


def red_probability(tonight: Tonight, loads: FloatArray) -> FloatArray:
    """Return P(red readiness tomorrow) for each session-RPE load of what is done today."""
    if not tonight.observed:
        return np.zeros(len(loads))
    rest, trained = (_red(tonight, loads + own) for own in (0.0, OWN_RPE * OWN_MINUTES))
    keen = own_training_chance(tonight.squad, tonight.latent)
    return np.asarray((1 - keen) * rest + keen * trained)


def _red(tonight: Tonight, loads: FloatArray) -> FloatArray:
    """Return P(red) over axes (load, wellbeing, night), the last two averaged out."""
    squad, now = tonight.squad, tonight.latent
    ill, away = np.maximum(now.ill - 1, 0), np.maximum(now.away - 1, 0)
    fatigue = fatigue_after(now.fatigue, loads)[:, None, None]
    mood = wellbeing_after(squad, now, fatigue, ill) + SHOCK * MIDPOINTS[:, None]
    sleep = sleep_mean(squad, mood, away) + SLEEP_SD * MIDPOINTS
    level = ln_hrv_mean(squad, (mood, fatigue, sleep), ill > 0)
    said = [_strained(stress(mood)), _strained(soreness(fatigue))]
    short = (sleep < SLEEP_LOW_H).astype(np.float64)
    total = np.zeros(len(loads))
    for mass, signs in _devices(tonight, level, short):
        for share, spoken in ((_says(tonight), said), (1 - _says(tonight), [])):
            both = _two_or_more([*signs, *spoken], level.shape)
            total += mass * share * both.mean(axis=(1, 2))
    return total


def _says(tonight: Tonight) -> float:
    squad, now = tonight.squad, tonight.latent
    here = now.patience - leaving(squad, now) > 0
    return float((here * squad.shows * squad.frankness)[0])


def _strained(mean: FloatArray) -> FloatArray:
    """Return P(the rating is 4 or 5)."""
    return np.asarray(ndtr((mean - (STRAINED - 0.5)) / RATING_NOISE))


def _devices(
    tonight: Tonight, level: FloatArray, short: FloatArray
) -> Iterator[tuple[float, list[FloatArray]]]:
    """Yield (probability, signs measured) of what is worn."""
    squad = tonight.squad
    on = squad.world.worn * worn(squad, tonight.latent.day + 1)[0]
    ring, watch = float(on * squad.ring[0]), float(on * squad.watch[0])
    by_ring = _low(tonight.ring, level, RING_SD)
    by_watch = _low(tonight.watch, level + SDNN_SHIFT, WATCH_SD)
    night = [short] if squad.by_night[0] else []
    yield ring * watch, [*(by_ring or by_watch), short]
    yield ring * (1 - watch), [*by_ring, short]
    yield (1 - ring) * watch, [*by_watch, *night]
    yield (1 - ring) * (1 - watch), []


def _low(own: Band | None, level: FloatArray, noise: float) -> list[FloatArray]:
    """Return P(HRV low), nothing without a band."""
    if own is None:
        return []
    return [np.asarray(ndtr((own.mean + BAND_LOW * own.sd - level) / noise))]


def _two_or_more(p: Sequence[FloatArray], shape: tuple[int, ...]) -> FloatArray:
    """Return P(at least two of the independent signs)."""
    none, single = np.ones(shape), np.zeros(shape)
    for one in p:
        single = single * (1 - one) + none * one
        none = none * (1 - one)
    return 1.0 - none - single
