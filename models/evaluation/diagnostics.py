"""Whether a log can carry an off-policy estimate at all (statistics.md 4, `evaluable`)."""

from dataclasses import dataclass

import numpy as np

from models.evaluation.ope import FloatArray, Log, estimate


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How one target policy's weights behave on a log."""

    rows: int
    ess: float
    """Effective sample size (sum w)^2 / sum w^2, in rows."""
    ess_share: float
    max_weight_share: float
    mean_weight: float
    """1 in expectation when the logged propensities are right."""
    mean_weight_se: float
    unsupported: float
    """Mean target mass on actions the log could not have drawn."""

    @property
    def calibrated(self) -> bool:
        """Say whether the mean weight is within 4 standard errors of 1."""
        return abs(self.mean_weight - 1.0) <= 4.0 * self.mean_weight_se + 1e-12


def diagnose(log: Log, target: FloatArray) -> Diagnostics:
    """Return the weight diagnostics of a target policy (n x actions) on a log."""
    w = log.weights(target)
    total, square, mean = float(w.sum()), float(w @ w), float(w.mean())
    unsupported = np.where(log.probabilities > 0.0, 0.0, target).sum(axis=1)
    ess = total * total / square if square > 0.0 else 0.0
    return Diagnostics(
        rows=len(w),
        ess=ess,
        ess_share=ess / len(w),
        max_weight_share=float(w.max()) / total if total > 0.0 else 1.0,
        mean_weight=mean,
        mean_weight_se=estimate("weight", mean, w - mean, log.athlete).se,
        unsupported=float(unsupported.mean()),
    )
