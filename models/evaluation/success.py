"""Plan-success AUC on the slices of statistics.md 5, beside the oracle's."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.evaluation.auc import Auc, athlete_auc, auc, calibration_error, leaks, within_auc
from models.learning.examples import Examples
from models.policy.completion import Completion

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
SETTLED_DAY = 8
"""From here on an athlete has a week of own history."""


@dataclass(frozen=True, slots=True)
class Slice:
    """How well a model predicts plan success on one slice."""

    rows: int
    athletes: int
    auc: Auc
    oracle: Auc | None
    """Of the true probabilities, where a simulator knows them."""
    within: float
    """AUC among the days of one athlete."""
    who: float
    """AUC of each athlete's own success rate: knows who, not when."""
    calibration: float

    @property
    def share(self) -> float | None:
        """Return (AUC - .5) / (oracle AUC - .5)."""
        return (self.auc.value - 0.5) / (self.oracle.value - 0.5) if self.oracle else None

    @property
    def leak(self) -> bool:
        """Say whether the model is better than the truth can be."""
        return self.oracle is not None and leaks(self.auc, self.oracle)


def predicted(model: Completion, rows: Examples) -> FloatArray:
    """Return P(plan success) of n offered plans."""
    return np.array(
        [
            model.plan_success(rows.context[i], int(rows.action[i]), rows.slate(i))
            for i in range(len(rows))
        ]
    )


def slices(rows: Examples, held_back: BoolArray, cut: int) -> dict[str, BoolArray]:
    """Return which closed rows belong to each slice; `cut` in days since 1970-01-01."""
    settled = rows.day_index >= SETTLED_DAY
    return {
        "unseen_athletes": rows.closed & held_back & settled,
        "later_days": rows.closed & ~held_back & (rows.day > cut),
        "first_week": rows.closed & held_back & ~settled,
    }


def measure(rows: Examples, score: FloatArray, truth: FloatArray | None) -> Slice:
    """Return the measures of one slice; truth = the simulator's success probabilities."""
    label = rows.success == 1.0
    athlete = np.unique(rows.athlete, return_inverse=True)[1]
    known = truth is not None and len(truth) > 0 and not np.isnan(truth).any()
    return Slice(
        rows=len(rows),
        athletes=len(np.unique(rows.athlete)),
        auc=auc(label, score),
        oracle=auc(label, truth) if truth is not None and known else None,
        within=within_auc(label, score, athlete),
        who=athlete_auc(label, athlete),
        calibration=calibration_error(label, score),
    )


def truth_of(ids: list[str], truth: Mapping[str, float]) -> FloatArray | None:
    """Return the true probabilities of n decisions, NaN where unknown; None without any truth."""
    if not truth:
        return None
    return np.array([truth.get(one, np.nan) for one in ids], dtype=np.float64)
