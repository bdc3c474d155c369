"""How many athletes an experiment needs (statistics.md 7)."""

import math

import numpy as np
from scipy.stats import norm

SIGMA_BETWEEN = 0.18
"""Spread of athletes' own completion rates, which stay within 0 and 1."""
SEQUENTIAL_COST = 2.4
"""A confidence sequence needs so many times the athletes of a test with one look."""
ALPHA, POWER = 0.05, 0.80
QUANTILES = 2_000


def athletes_per_arm(base: float, uplift: float, days: int, *, drop_out: float = 0.0) -> int:
    """Return n per arm to find a relative uplift in the mean share of `days` days, one look.

    2 (z_.975 + z_.8)^2 (sigma_b^2 + sigma_w^2 / days) / (uplift x base)^2. Who drops out (a share
    of the athletes, evenly over the days) counts as zero from then on.
    """
    rate = _rates(base)
    stays = 1.0 - drop_out / 2.0
    stays_squared = 1.0 - drop_out * 2.0 / 3.0
    between = stays_squared * float((rate**2).mean()) - (stays * float(rate.mean())) ** 2
    within = stays * float((rate * (1.0 - rate)).mean()) / days
    z = float(norm.ppf(1.0 - ALPHA / 2.0) + norm.ppf(POWER))
    return math.ceil(2.0 * z**2 * (between + within) / (uplift * stays * float(rate.mean())) ** 2)


def sequential_per_arm(base: float, uplift: float, days: int, *, drop_out: float = 0.0) -> int:
    """Return n per arm where the primary is looked at all the time."""
    return math.ceil(SEQUENTIAL_COST * athletes_per_arm(base, uplift, days, drop_out=drop_out))


def _rates(base: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return equally likely completion rates of athletes."""
    even = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return np.asarray(np.clip(norm.ppf(even) * SIGMA_BETWEEN + base, 0.0, 1.0))
