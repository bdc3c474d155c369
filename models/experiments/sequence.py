"""Asymptotic confidence sequences (Waudby-Smith et al. 2024): valid at every look.

Athletes enter one by one; the interval after any number of them covers the mean with 1 - alpha
over all looks together. It is tightest, among its kind, at the planned n.
"""

import math


def tuning(planned: int, alpha: float) -> float:
    """Return rho^2 for which the sequence is tightest after `planned` athletes."""
    log = -2.0 * math.log(alpha)
    return (log + math.log(log + 1.0)) / planned


def half_width(n: int, planned: int, alpha: float) -> float:
    """Return the two-sided half-width after n athletes, in SDs of one athlete."""
    rho2 = tuning(planned, alpha)
    return _width(n, rho2, math.log(math.sqrt(n * rho2 + 1.0) / alpha))


def one_sided(n: int, planned: int, alpha: float) -> float:
    """Return how far below the mean the one-sided lower limit lies, in SDs of one athlete."""
    rho2 = tuning(planned, 2.0 * alpha)
    return _width(n, rho2, math.log(1.0 + math.sqrt(n * rho2 + 1.0) / (2.0 * alpha)))


def always_valid_p(z: float, n: int, planned: int, alpha: float) -> float:
    """Return the smallest level at which the sequence excludes 0; z = mean / SD of one athlete."""
    rho2 = tuning(planned, alpha)
    spent = (z * n) ** 2 * rho2 / (2.0 * (n * rho2 + 1.0))
    return min(1.0, math.sqrt(n * rho2 + 1.0) * math.exp(-min(spent, 700.0)))


def _width(n: int, rho2: float, log: float) -> float:
    return math.sqrt(2.0 * (n * rho2 + 1.0) / (n * n * rho2) * log)
