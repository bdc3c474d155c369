"""Off-policy values with row and athlete-clustered intervals (facts.md 8, statistics.md 4)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Z_95 = float(norm.ppf(0.975))


class BadLog(ValueError):
    """The log can't be evaluated: a propensity of zero or columns of different length."""


@dataclass(frozen=True, slots=True)
class Log:
    """n logged decisions; propensities are the record's own numbers, never estimated."""

    reward: FloatArray
    """n closed rewards in [0, 1]."""
    action: IntArray
    """n action ids."""
    probabilities: FloatArray
    """n x actions, as logged; 0 where blocked."""
    athlete: IntArray
    """n athlete codes: the clusters."""

    def __post_init__(self) -> None:
        """Refuse a log with a drawn action of probability 0."""
        if not len(self.reward) == len(self.action) == len(self.probabilities) == len(self.athlete):
            raise BadLog("reward, action, probabilities and athlete differ in length")
        if len(self.reward) and float(self.propensity.min()) <= 0.0:
            raise BadLog("a logged action has propensity 0")

    @property
    def propensity(self) -> FloatArray:
        """Return the n probabilities of the drawn actions."""
        return taken(self.probabilities, self.action)

    def weights(self, target: FloatArray) -> FloatArray:
        """Return the n importance weights pi(a|x) / p of a target policy (n x actions)."""
        return taken(target, self.action) / self.propensity


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the larger of its row and athlete-clustered standard errors."""

    name: str
    value: float
    se_row: float
    se_athlete: float
    rows: int
    athletes: int

    @property
    def se(self) -> float:
        """Return the larger of the two standard errors."""
        return max(self.se_row, self.se_athlete)

    @property
    def half_width(self) -> float:
        """Return half the 95 % normal interval."""
        return Z_95 * self.se

    @property
    def low(self) -> float:
        """Return the lower 95 % limit."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """Return the upper 95 % limit."""
        return self.value + self.half_width


def taken(matrix: FloatArray, action: IntArray) -> FloatArray:
    """Return each row's entry of its own action."""
    return np.asarray(matrix[np.arange(len(action)), action], dtype=np.float64)


def estimate(name: str, value: float, influence: FloatArray, athlete: IntArray) -> Estimate:
    """Return an estimate from its n influence values (mean zero), clustered by athlete."""
    n = len(influence)
    if n < 2:
        return Estimate(name, value, float("inf"), float("inf"), n, n)
    codes, inverse = np.unique(athlete, return_inverse=True)
    sums = np.bincount(inverse, weights=influence)
    groups = len(codes)
    row = float(np.sqrt(influence @ influence / (n - 1) / n))
    # one cluster says nothing about the spread between clusters
    cluster = float(np.sqrt(sums @ sums * groups / (groups - 1)) / n) if groups > 1 else np.inf
    return Estimate(name, value, row, cluster, n, groups)


def ips(log: Log, target: FloatArray) -> Estimate:
    """Return mean(w r): inverse propensity scoring."""
    terms = log.weights(target) * log.reward
    value = float(terms.mean())
    return estimate("ips", value, terms - value, log.athlete)


def snips(log: Log, target: FloatArray) -> Estimate:
    """Return sum(w r) / sum(w): self-normalised, linearised for its error."""
    w = log.weights(target)
    value = float(w @ log.reward / w.sum())
    return estimate("snips", value, w * (log.reward - value) / w.mean(), log.athlete)


def doubly_robust(log: Log, target: FloatArray, q: FloatArray) -> Estimate:
    """Return mean(sum_a pi q + w (r - q_A)); q (n x actions) is fitted before the rows."""
    terms = (target * q).sum(axis=1) + log.weights(target) * (log.reward - taken(q, log.action))
    value = float(terms.mean())
    return estimate("dr", value, terms - value, log.athlete)


def difference(log: Log, challenger: FloatArray, champion: FloatArray, q: FloatArray) -> Estimate:
    """Return Delta = mean Z, challenger minus champion, both frozen at the cut (statistics 4)."""
    gap = challenger - champion
    z = (gap * q).sum(axis=1) + log.weights(gap) * (log.reward - taken(q, log.action))
    value = float(z.mean())
    return estimate("delta", value, z - value, log.athlete)
