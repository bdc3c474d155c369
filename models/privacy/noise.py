"""Sums and counts with Laplace noise by OpenDP; nothing else here touches exact numbers.

Values become whole steps first: sums of floats are not exact, and their rounding would leak.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

STEPS = 1000
"""Whole steps from the middle of a range to its ends."""
SUM_SHARE = 0.6
"""Of a mean's epsilon; the rest counts who has a value."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range that values are clamped to: what one athlete can change at most."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Return the value that adds nothing to a sum."""
        return (self.low + self.high) / 2

    @property
    def step(self) -> float:
        """Return the width of one whole step."""
        return (self.high - self.low) / 2 / STEPS


@dataclass(frozen=True, slots=True)
class Noisy:
    """A number that may be published, and the scale of its Laplace noise."""

    value: float
    scale: float

    def half_width(self, level: float = 0.95) -> float:
        """Return the half-width that the noise keeps to with this probability."""
        return self.scale * math.log(1 / (1 - level))


@dataclass(frozen=True, slots=True)
class NoisyMean:
    """A mean from a noisy sum and a noisy count, which may be published too."""

    count: Noisy
    value: float | None
    """None: the noisy count is not positive."""
    half_width: float | None


def noisy_count(athletes: int, epsilon: float) -> Noisy:
    """Return how many there are, with noise."""
    scale = 1 / epsilon
    return Noisy(float(_count(scale)([0] * athletes)), scale)


def noisy_mean(values: Sequence[float], bounds: Bounds, epsilon: float) -> NoisyMean:
    """Return the mean of one value an athlete, clamped, with noise."""
    count = noisy_count(len(values), epsilon * (1 - SUM_SHARE))
    steps = [round((value - bounds.middle) / bounds.step) for value in values]
    scale = STEPS / (epsilon * SUM_SHARE)
    total = Noisy(float(_total(scale)(steps)), scale)
    if count.value < 1:
        return NoisyMean(count, None, None)
    distance = min(max(total.value / count.value, -STEPS), STEPS)
    width = math.hypot(total.half_width(), distance * count.half_width()) / count.value
    return NoisyMean(count, bounds.middle + bounds.step * distance, bounds.step * width)


@lru_cache(maxsize=64)
def _count(scale: float) -> Any:
    from opendp.measurements import then_laplace
    from opendp.transformations import then_count

    return _athletes() >> then_count() >> then_laplace(scale)


@lru_cache(maxsize=64)
def _total(scale: float) -> Any:
    from opendp.measurements import then_laplace
    from opendp.transformations import then_clamp, then_sum

    return _athletes() >> then_clamp((-STEPS, STEPS)) >> then_sum() >> then_laplace(scale)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def _athletes() -> Any:
    """Return the space of lists with one whole number an athlete."""
    # not opendp.prelude: it imports scikit-learn and pandas, six seconds for nothing used here
    from opendp.domains import atom_domain, vector_domain
    from opendp.metrics import symmetric_distance
    from opendp.mod import enable_features

    enable_features("contrib")
    return vector_domain(atom_domain(T="i32")), symmetric_distance()
