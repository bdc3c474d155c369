"""From posterior to probabilities (statistics.md 2): computed first, then sampled from exactly."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.domain.decisions import ACTIONS

FloatArray = npt.NDArray[np.float64]
METHOD = "sobol-4096"
SD_FLOOR = 1e-6


def best_shares(mean: FloatArray, cov: FloatArray, normals: FloatArray) -> FloatArray:
    """Return, for k actions, the share of draws in which each is the argmax; ties split equally.

    `normals` is draws x k; column j belongs to the j-th action. Element by element, not by a
    matrix product: BLAS may order its sums by the number of threads, and both rungs must agree.
    """
    k = len(mean)
    root = np.linalg.cholesky(cov + SD_FLOOR**2 * np.eye(k))
    columns = np.ascontiguousarray(normals.T)
    draws = np.empty_like(columns)
    for i in range(k):
        draws[i] = mean[i]
        for j in range(i + 1):
            draws[i] += root[i, j] * columns[j]
    best = draws == draws.max(axis=0)
    return np.asarray((best / best.sum(axis=0)).mean(axis=1))


def action_probabilities(
    shares: FloatArray, allowed: Sequence[int], exploration_set: Sequence[int], epsilon: float
) -> list[float]:
    """Return p_a = (1 - eps) p~_a + eps/|E| for all 12 actions; exactly 0 where blocked.

    An exploration set that the gate emptied falls back to everything allowed.
    """
    explored = [a for a in exploration_set if a in set(allowed)] or list(allowed)
    probabilities = [0.0] * ACTIONS
    for action, share in zip(allowed, shares, strict=True):
        floor = epsilon / len(explored) if action in explored else 0.0
        probabilities[action] = (1.0 - epsilon) * float(share) + floor
    return probabilities
