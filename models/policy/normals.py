"""The fixed normals behind every probability (statistics.md 2): scrambled Sobol points."""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import qmc

from models.domain.decisions import ACTIONS

POINTS = 4096


def sobol_normals(seed: int) -> npt.NDArray[np.float64]:
    """Return 4,096 x 12 standard normals, the same for the same seed."""
    rng = np.random.Generator(np.random.PCG64(seed))
    points = qmc.Sobol(ACTIONS, scramble=True, rng=rng).random(POINTS)
    edge = 0.5 / (1 << 30)
    return np.asarray(ndtri(np.clip(points, edge, 1.0 - edge)), dtype=np.float64)
