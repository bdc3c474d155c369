"""What watch and ring measure of a latent day: the only way the body reaches the features."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulator.latent import FRESH, Latent
from models.simulator.luck import Luck
from models.simulator.plan import BoolArray
from models.simulator.squad import Squad

FloatArray = npt.NDArray[np.float64]

HRV_PER_FATIGUE, HRV_PER_WELLBEING, HRV_PER_HOUR, HRV_ILL = -0.16, 0.135, 0.04, -0.2
RING_SD, WATCH_SD = 0.165, 0.2
"""Noise of ln HRV; SDNN of single samples is noisier than a night's RMSSD."""
SDNN_SHIFT = 0.15
"""ln SDNN lies above ln RMSSD; the two never share a baseline."""
SLOW_HEART, HEART_PER_HRV, HEART_ILL, HEART_SD = 3.4, -1.5, 4.0, 0.35
STEPS_PER_WELLBEING, STEPS_SD, STEPS_ILL, STEPS_AWAY = 9.0, 21.5, -25.0, 8.0
"""Of the square root of the steps."""
LEAST_STEPS = 300.0
STEPS_BY_WEEKDAY = np.array([0.95, 0.96, 0.95, 0.94, 1.04, 1.19, 0.97])
"""Monday to Sunday (LifeSnaps)."""
BREATHS_SD, BREATHS_ILL, AWAKE_SD, MOST_AWAKE = 0.85, 1.5, 0.4, 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Measured values of one athlete's day; None = the device was not worn."""

    rmssd_ms: float | None
    """Ring, last night."""
    sdnn_ms: float | None
    """Watch, this morning."""
    resting_hr: float | None
    """Watch."""
    lowest_hr: float | None
    """Ring, last night."""
    sleep_h: float | None
    """Last night, by whichever device was worn in bed."""
    readiness: int | None
    """Ring, 0-100."""
    temperature: float | None
    """Ring, deviation in K."""
    breaths: float | None
    """Ring, per minute."""
    efficiency: float | None
    """Ring, per cent of the time in bed."""
    steps: int | None
    """Watch, of the day before."""

    @property
    def worn(self) -> bool:
        """Return whether any device measured anything."""
        return self.rmssd_ms is not None or self.steps is not None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Readings:
    """The same of n athletes: NaN = the device was not worn."""

    rmssd_ms: FloatArray
    sdnn_ms: FloatArray
    resting_hr: FloatArray
    lowest_hr: FloatArray
    sleep_h: FloatArray
    readiness: FloatArray
    temperature: FloatArray
    breaths: FloatArray
    efficiency: FloatArray
    steps: FloatArray

    def one(self, row: int) -> Signals:
        """Return one athlete's day."""
        return Signals(
            rmssd_ms=_known(self.rmssd_ms[row]),
            sdnn_ms=_known(self.sdnn_ms[row]),
            resting_hr=_known(self.resting_hr[row]),
            lowest_hr=_known(self.lowest_hr[row]),
            sleep_h=_known(self.sleep_h[row]),
            readiness=_whole(self.readiness[row]),
            temperature=_known(self.temperature[row]),
            breaths=_known(self.breaths[row]),
            efficiency=_known(self.efficiency[row]),
            steps=_whole(self.steps[row]),
        )


def ln_hrv_mean(
    squad: Squad, body: tuple[FloatArray, FloatArray, FloatArray], ill: BoolArray
) -> FloatArray:
    """Return the mean of ln RMSSD on mornings of (wellbeing, fatigue, hours asleep)."""
    wellbeing, fatigue, sleep_h = body
    return np.asarray(
        squad.ln_hrv
        + HRV_PER_FATIGUE * (fatigue - FRESH)
        + HRV_PER_WELLBEING * wellbeing
        + HRV_PER_HOUR * (sleep_h - squad.sleep_h)
        + HRV_ILL * ill
    )


def worn(squad: Squad, day: int) -> BoolArray:
    """Return who wears devices at all in the week of a day."""
    return ~squad.unworn[:, (day // 7) % squad.unworn.shape[1]]


def signals(squad: Squad, latent: Latent, luck: Luck, weekday: int) -> Readings:
    """Return one morning's measurements; 0 = it is a Monday."""
    on, share = worn(squad, latent.day), squad.world.worn
    watch = squad.watch & on & (luck.chance("watch") < share)
    ring = squad.ring & on & (luck.chance("ring") < share)
    ill = latent.ill > 0
    level = ln_hrv_mean(squad, (latent.wellbeing, latent.fatigue, latent.sleep_h), ill)
    apart = level - squad.ln_hrv
    resting = _resting(squad, latent, apart, luck)
    score = np.clip(80 + 55 * apart + 3.0 * luck.normal("score"), 20, 100)
    warm = 0.1 * (latent.fatigue - FRESH) + 0.6 * ill + 0.12 * luck.normal("temperature")
    breaths = squad.breaths + BREATHS_ILL * ill + BREATHS_SD * luck.normal("breaths")
    awake = np.minimum(np.exp(squad.restless + AWAKE_SD * luck.normal("restless")), MOST_AWAKE)
    return Readings(
        rmssd_ms=_if(ring, np.exp(level + RING_SD * luck.normal("rmssd"))),
        sdnn_ms=_if(watch, np.exp(level + SDNN_SHIFT + WATCH_SD * luck.normal("sdnn"))),
        resting_hr=_if(watch, resting),
        lowest_hr=_if(ring, resting - 5 + luck.normal("lowest_hr")),
        sleep_h=_if(ring | (watch & squad.by_night), latent.sleep_h),
        readiness=_if(ring, np.floor(score)),
        temperature=_if(ring, np.round(warm, 2)),
        breaths=_if(ring, np.round(breaths, 1)),
        efficiency=_if(ring, np.round(100.0 - awake)),
        steps=_if(watch, _steps(squad, latent, luck, weekday)),
    )


def _resting(squad: Squad, latent: Latent, apart: FloatArray, luck: Luck) -> FloatArray:
    slow = SLOW_HEART * latent.slow_heart + HEART_SD * luck.normal("resting_hr")
    return np.asarray(
        squad.resting_hr + slow + HEART_PER_HRV * apart + HEART_ILL * (latent.ill > 0)
    )


def _steps(squad: Squad, latent: Latent, luck: Luck, weekday: int) -> FloatArray:
    """Return the steps of the day before."""
    moved = STEPS_ILL * (latent.ill > 0) + STEPS_AWAY * (latent.away > 0)
    usual = squad.root_steps + STEPS_PER_WELLBEING * latent.wellbeing + moved
    root = np.maximum(usual + STEPS_SD * luck.normal("steps"), 0.0)
    yesterday = STEPS_BY_WEEKDAY[(weekday - 1) % 7]
    return np.asarray(np.floor(np.maximum(root**2 * yesterday, LEAST_STEPS)))


def _if(measured: BoolArray, value: FloatArray) -> FloatArray:
    return np.where(measured, value, np.nan)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
