"""How likely the next morning is red: the part of plan success that the plan does not decide."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from models.safety.readiness import BAND_LOW, SLEEP_LOW_H, STRAINED
from models.simulator.signals import WORN
from models.simulator.truth import PERSIST, Latent, Traits

SPREAD = float(np.sqrt(1 - PERSIST**2))
USUAL_STRAIN, HRV_SPREAD = 0.15, 0.20
RATING_NOISE = 0.45


def red_probability(traits: Traits, latent: Latent, done_load: float) -> float:
    """Return P(two yellow signs tomorrow), the signs taken as independent given today.

    An approximation of the truth (the signs share tomorrow's wellbeing), so the oracle it belongs
    to is slightly conservative.
    """
    wellbeing = PERSIST * latent.wellbeing
    fatigue = 0.8 * latent.fatigue + done_load / 600.0
    sleep = traits.sleep_h + 0.35 * wellbeing
    strain = 0.35 * fatigue - 0.12 * wellbeing - 0.08 * (sleep - 7.0) - USUAL_STRAIN
    measured = WORN if traits.watch or traits.ring else 0.0
    said = traits.frankness
    return _two_or_more(
        [
            measured * _below(-0.3 * strain / HRV_SPREAD, BAND_LOW, 1.1),
            measured * _below(sleep, SLEEP_LOW_H, 1.05),
            said * _below(-(1.4 + 1.1 * fatigue), -(STRAINED - 0.5), RATING_NOISE),
            said
            * _below(-(2.4 - 0.55 * wellbeing), -(STRAINED - 0.5), RATING_NOISE + 0.55 * SPREAD),
        ]
    )


def _below(mean: float, limit: float, sd: float) -> float:
    return float(ndtr((limit - mean) / sd))


def _two_or_more(p: Sequence[float]) -> float:
    none = float(np.prod([1 - one for one in p]))
    single = sum(
        one * float(np.prod([1 - o for j, o in enumerate(p) if j != i])) for i, one in enumerate(p)
    )
    return min(max(1.0 - none - single, 0.0), 1.0)
