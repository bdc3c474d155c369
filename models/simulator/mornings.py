"""How likely the next morning is red: the part of plan success that the plan does not decide.

Summed over own training, tomorrow's wellbeing, the night, the devices worn and whether there is a
check-in; given these the signs of `models.safety.readiness` are independent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from models.safety.readiness import BAND_LOW, SLEEP_LOW_H, STRAINED
from models.simulator import behaviour
from models.simulator.latent import (
    OWN_MINUTES,
    OWN_RPE,
    SHOCK,
    SLEEP_SD,
    Latent,
    fatigue_after,
    own_training_chance,
    sleep_mean,
    wellbeing_after,
)
from models.simulator.signals import RING_SD, SDNN_SHIFT, WATCH_SD, WORN, ln_hrv_mean
from models.simulator.truth import Traits

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

    traits: Traits
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
    keen = own_training_chance(tonight.traits, tonight.latent)
    return (1 - keen) * rest + keen * trained


def _red(tonight: Tonight, loads: FloatArray) -> FloatArray:
    """Return P(red) over axes (load, wellbeing, night), the last two averaged out."""
    traits, latent = tonight.traits, tonight.latent
    fatigue = fatigue_after(latent.fatigue, loads)[:, None, None]
    mood = wellbeing_after(latent.wellbeing, fatigue) + SHOCK * MIDPOINTS[:, None]
    sleep = sleep_mean(traits, mood) + SLEEP_SD * MIDPOINTS
    level = ln_hrv_mean(traits, mood, fatigue, sleep)
    said = (_strained(behaviour.stress(mood)), _strained(behaviour.soreness(fatigue)))
    short = (sleep < SLEEP_LOW_H).astype(np.float64)
    total = np.zeros(len(loads))
    for mass, hrv in _devices(tonight, level):
        signs = [] if hrv is None else [hrv, short]
        for share, spoken in ((_says(tonight), [*said]), (1 - _says(tonight), [])):
            both = _two_or_more([*signs, *spoken], level.shape)
            total += mass * share * both.mean(axis=(1, 2))
    return total


def _says(tonight: Tonight) -> float:
    here = tonight.latent.day + 1 <= tonight.traits.last_day
    return tonight.traits.shows * tonight.traits.frankness if here else 0.0


def _strained(mean: FloatArray) -> FloatArray:
    """Return P(the rating is 4 or 5)."""
    return np.asarray(ndtr((mean - (STRAINED - 0.5)) / behaviour.RATING_NOISE))


def _devices(tonight: Tonight, level: FloatArray) -> Iterator[tuple[float, FloatArray | None]]:
    """Yield (probability, P(HRV low)) of what is worn; None = nothing is."""
    worn = tonight.latent.day + 1 not in tonight.traits.unworn
    ring = WORN if tonight.traits.ring and worn else 0.0
    watch = WORN if tonight.traits.watch and worn else 0.0
    by_ring = _low(tonight.ring, level, RING_SD)
    by_watch = _low(tonight.watch, level + SDNN_SHIFT, WATCH_SD)
    nothing = np.zeros(level.shape)
    first = nothing if by_ring is None else by_ring
    second = nothing if by_watch is None else by_watch
    yield ring * watch, second if by_ring is None else first
    yield ring * (1 - watch), first
    yield (1 - ring) * watch, second
    yield (1 - ring) * (1 - watch), None


def _low(own: Band | None, level: FloatArray, noise: float) -> FloatArray | None:
    if own is None:
        return None
    return np.asarray(ndtr((own.mean + BAND_LOW * own.sd - level) / noise))


def _two_or_more(p: Sequence[FloatArray], shape: tuple[int, ...]) -> FloatArray:
    """Return P(at least two of the independent signs)."""
    none, single = np.ones(shape), np.zeros(shape)
    for one in p:
        single = single * (1 - one) + none * one
        none = none * (1 - one)
    return 1.0 - none - single
