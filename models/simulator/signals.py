"""What watch and ring measure of a latent day: the only way the body reaches the features."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulator.latent import FRESH, Latent
from models.simulator.truth import Traits

FloatArray = npt.NDArray[np.float64]

WORN = 0.93
"""Share of days on which a device is worn, outside of the unworn stretch."""
HRV_PER_FATIGUE, HRV_PER_WELLBEING, HRV_PER_HOUR = -0.16, 0.07, 0.05
RING_SD, WATCH_SD = 0.13, 0.16
"""Noise of ln HRV; SDNN of single samples is noisier than a night's RMSSD."""
SDNN_SHIFT = 0.15
"""ln SDNN lies above ln RMSSD; the two never share a baseline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Measured values of one day; None = the device was not worn."""

    rmssd_ms: float | None
    """Ring, last night."""
    sdnn_ms: float | None
    """Watch, this morning."""
    resting_hr: float | None
    """Watch."""
    lowest_hr: float | None
    """Ring, last night."""
    sleep_h: float | None
    """Last night, by whichever device."""
    readiness: int | None
    """Ring, 0-100."""
    temperature: float | None
    """Ring, deviation in K."""
    breaths: float | None
    """Ring, per minute."""
    steps: int | None
    """Watch, of the day before."""


def ln_hrv_mean(
    traits: Traits, wellbeing: FloatArray, fatigue: FloatArray, sleep_h: FloatArray
) -> FloatArray:
    """Return the mean of ln RMSSD on mornings of such a state."""
    return (
        traits.ln_hrv
        + HRV_PER_FATIGUE * (fatigue - FRESH)
        + HRV_PER_WELLBEING * wellbeing
        + HRV_PER_HOUR * (sleep_h - traits.sleep_h)
    )


def signals(traits: Traits, latent: Latent, rng: np.random.Generator) -> Signals:
    """Draw one day's measurements."""
    noise, chance = rng.normal(size=8), rng.random(2)
    worn = latent.day not in traits.unworn
    watch = traits.watch and worn and chance[0] < WORN
    ring = traits.ring and worn and chance[1] < WORN
    state = (np.asarray(v) for v in (latent.wellbeing, latent.fatigue, latent.sleep_h))
    level = float(ln_hrv_mean(traits, *state))
    resting = traits.resting_hr - 12.0 * (level - traits.ln_hrv) + 1.2 * noise[2]
    score = 80 + 55 * (level - traits.ln_hrv) + 3.0 * noise[3]
    steps = traits.steps * (1 + 0.12 * latent.wellbeing) + 2500 * noise[4]
    return Signals(
        rmssd_ms=float(np.exp(level + RING_SD * noise[0])) if ring else None,
        sdnn_ms=float(np.exp(level + SDNN_SHIFT + WATCH_SD * noise[1])) if watch else None,
        resting_hr=float(resting) if watch else None,
        lowest_hr=float(resting - 5 + noise[5]) if ring else None,
        sleep_h=latent.sleep_h if watch or ring else None,
        readiness=int(np.clip(score, 20, 100)) if ring else None,
        temperature=round(float(0.1 * (latent.fatigue - FRESH) + 0.12 * noise[6]), 2)
        if ring
        else None,
        breaths=round(float(14.8 + 0.9 * noise[7]), 1) if ring else None,
        steps=int(max(steps, 300)) if watch else None,
    )
