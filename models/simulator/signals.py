"""What watch and ring measure of a latent day: the only way the body reaches the features."""

from dataclasses import dataclass

import numpy as np

from models.simulator.truth import Latent, Traits

WORN = 0.92
"""Share of days on which a device is worn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Measured values of one day; None = the device was not worn."""

    rmssd_ms: float | None
    """Ring, last night."""
    sdnn_ms: float | None
    """Watch, this morning."""
    resting_hr: float | None
    sleep_h: float | None
    """Last night, by whichever device."""
    readiness: int | None
    steps: int | None
    """Of the day before."""


def signals(traits: Traits, latent: Latent, rng: np.random.Generator) -> Signals:
    """Draw one day's measurements."""
    strain = 0.35 * latent.fatigue - 0.12 * latent.wellbeing - 0.08 * (latent.sleep_h - 7.0)
    ln_hrv = traits.ln_hrv - 0.3 * strain + 0.16 * rng.normal()
    resting = traits.resting_hr + 3.0 * strain + 1.2 * rng.normal()
    steps = traits.steps * (1 + 0.12 * latent.wellbeing) + 2500 * rng.normal()
    watch = traits.watch and rng.random() < WORN
    ring = traits.ring and rng.random() < WORN
    score = 82 - 16 * strain + 3.0 * rng.normal()
    return Signals(
        rmssd_ms=float(np.exp(ln_hrv)) if ring else None,
        sdnn_ms=float(np.exp(ln_hrv + 0.15 + 0.1 * rng.normal())) if watch else None,
        resting_hr=float(resting) if watch else None,
        sleep_h=latent.sleep_h if watch or ring else None,
        readiness=int(np.clip(score, 20, 100)) if ring else None,
        steps=int(max(steps, 300)) if watch else None,
    )
