"""Two arms compared: athletes are the unit, adjusted for what was known before the assignment."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.experiments.sequence import always_valid_p, half_width

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LEAST_CLOSED = 10
"""Athletes per arm below which a mean says nothing."""
POOLED_SE = 1.2
"""Athletes of one learner are not independent: the simulator's factor on their error (1.1-1.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One arm over another: ratio of mean outcomes with its confidence sequence as of now."""

    arm: str
    over: str
    athletes: int
    ratio: float
    low: float
    high: float
    p: float
    """Always valid; of several contrasts, before Holm's correction."""
    alpha: float


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """The closed athletes of two arms, in order of closing."""

    outcome: FloatArray
    covariate: FloatArray
    """NaN where there was no run-in."""
    treated: Mask

    @property
    def enough(self) -> bool:
        """Say whether both arms have enough athletes for a mean."""
        return bool(min(self.treated.sum(), (~self.treated).sum()) >= LEAST_CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a contrast is judged: level, planned athletes of both arms, factor on the error."""

    planned: int
    alpha: float = 0.05
    factor: float = 1.0


def contrast(names: tuple[str, str], arms: Arms, plan: Plan) -> Contrast | None:
    """Return the first arm over the second; None without enough athletes or with a mean of 0."""
    if not arms.enough:
        return None
    first, second = adjusted(arms, arms.treated), adjusted(arms, ~arms.treated)
    means = float(first.mean()), float(second.mean())
    if min(means) <= 0.0:
        return None
    # log ratio of means, linearised: one influence value an athlete
    influence = (first - means[0]) / means[0] - (second - means[1]) / means[1]
    n, effect = len(influence), math.log(means[0] / means[1])
    sd = plan.factor * float(influence.std(ddof=1))
    half = sd * half_width(n, plan.planned, plan.alpha)
    return Contrast(
        arm=names[0],
        over=names[1],
        athletes=n,
        ratio=math.exp(effect),
        low=math.exp(effect - half),
        high=math.exp(effect + half),
        p=always_valid_p(effect / sd, n, plan.planned, plan.alpha) if sd > 0 else 1.0,
        alpha=plan.alpha,
    )


def adjusted(arms: Arms, here: Mask) -> FloatArray:
    """Return each athlete's contribution to one arm's mean.

    The arm's regression on the covariate predicts everybody; those of the arm add their own
    residual, weighted by the arm's share.
    """
    missing = np.isnan(arms.covariate)
    known = np.where(missing, 0.0, arms.covariate)
    inputs = np.stack([np.ones(len(known)), known, missing.astype(np.float64)], axis=1)
    weights, _, rank, _ = np.linalg.lstsq(inputs[here], arms.outcome[here], rcond=None)
    predicted = inputs @ weights
    # a regression of few athletes fits their noise: scale its residuals back
    scale = math.sqrt(here.sum() / max(here.sum() - rank, 1)) / here.mean()
    return np.asarray(predicted + np.where(here, scale * (arms.outcome - predicted), 0.0))


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Return Holm's adjusted p of several hypotheses."""
    found: dict[str, float] = {}
    most = 0.0
    ordered: Sequence[str] = sorted(p, key=lambda name: p[name])
    for place, name in enumerate(ordered):
        most = max(most, min(1.0, (len(p) - place) * p[name]))
        found[name] = most
    return found
