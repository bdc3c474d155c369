"""An athlete's own band: a value against the 28 nights before it.

`jobs.features.rolling.z_score` is the same formula as a Spark column; a test compares the two.
"""

import math
import statistics
from collections.abc import Sequence

NIGHTS, LEAST = 28, 7
"""Nights of a band, and how many of them must be known."""
LN_FLOOR, HR_FLOOR = 0.05, 1.0
"""Smallest SD of an own band: of ln HRV, of resting heart rate."""
Z_LIMIT = 6.0


def z_score(value: float, band: Sequence[float], floor: float) -> float | None:
    """Return the value against the known nights of a band; missing with fewer than 7.

    `floor` is the smallest SD: identical nights must not make the next one an outlier.
    """
    if len(band) < LEAST:
        return None
    sd = max(statistics.stdev(band), floor)
    return min(max((value - math.fsum(band) / len(band)) / sd, -Z_LIMIT), Z_LIMIT)
