"""AUC, its error, within-athlete AUC and calibration (statistics.md 5)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Auc:
    """An area under the ROC curve with its DeLong standard error; NaN when one class is absent."""

    value: float
    se: float
    positives: int
    negatives: int


def auc(label: BoolArray, score: FloatArray) -> Auc:
    """Return P(score of a success > score of a failure), ties one half, with DeLong's error.

    Fast mid-rank form of DeLong, DeLong and Clarke-Pearson 1988 (Sun and Xu 2014).
    """
    high, low = score[label], score[~label]
    m, n = len(high), len(low)
    if m == 0 or n == 0:
        return Auc(float("nan"), float("nan"), m, n)
    ranks = rankdata(np.concatenate([high, low]))
    # placement of each success among failures, and of each failure among successes
    above = (ranks[:m] - rankdata(high)) / n
    below = 1.0 - (ranks[m:] - rankdata(low)) / m
    return Auc(float(above.mean()), float(np.sqrt(_spread(above) + _spread(below))), m, n)


def _spread(values: FloatArray) -> float:
    return float(values.var(ddof=1) / len(values)) if len(values) > 1 else 0.0


def within_auc(label: BoolArray, score: FloatArray, athlete: IntArray) -> float:
    """Return the AUC over pairs of the same athlete only; NaN when no athlete has both classes.

    Athletes differ more than days do, so the plain AUC alone may only know who, not when.
    """
    pairs, wins = 0, 0.0
    for code in np.unique(athlete):
        mine = athlete == code
        one = auc(label[mine], score[mine])
        if one.positives and one.negatives:
            pairs += one.positives * one.negatives
            wins += one.value * one.positives * one.negatives
    return wins / pairs if pairs else float("nan")


def athlete_auc(label: BoolArray, athlete: IntArray) -> float:
    """Return the AUC of each athlete's own success rate: the most that knowing *who* can give."""
    _, inverse = np.unique(athlete, return_inverse=True)
    rate = np.bincount(inverse, weights=label) / np.bincount(inverse)
    return auc(label, rate[inverse]).value


def calibration_error(label: BoolArray, probability: FloatArray, bins: int = 10) -> float:
    """Return the root mean square gap of equal-mass bins, debiased (Kumar et al. 2019, 3.2)."""
    if len(label) < 2 * bins:
        return float("nan")
    total = 0.0
    for rows in np.array_split(np.argsort(probability, kind="stable"), bins):
        rate = float(label[rows].mean())
        gap = float(probability[rows].mean()) - rate
        noise = rate * (1.0 - rate) / (len(rows) - 1)
        total += len(rows) / len(label) * (gap * gap - noise)
    return float(np.sqrt(max(0.0, total)))


def leaks(model: Auc, oracle: Auc) -> bool:
    """Say whether a model beats the truth by more than 4 DeLong errors: it saw the outcome."""
    return bool(model.value > oracle.value + 4.0 * model.se)
