"""Sample-ratio check: do the arms hold the shares they were planned with?"""

from collections.abc import Mapping
from dataclasses import dataclass

from scipy.stats import chisquare

from models.experiments.definition import Experiment

ALARM = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Counts against the planned shares."""

    counts: dict[str, int]
    p: float
    alarm: bool
    """Something other than the hash decides who is counted: believe no contrast."""


def ratio(experiment: Experiment, counts: Mapping[str, int]) -> Ratio:
    """Return the chi-square check of athletes per arm; nobody yet is no alarm."""
    observed = [counts.get(arm.name, 0) for arm in experiment.arms]
    total, parts = sum(observed), sum(arm.weight for arm in experiment.arms)
    expected = [total * arm.weight / parts for arm in experiment.arms]
    p = float(chisquare(observed, expected).pvalue) if total else 1.0
    named = dict(zip(experiment.names, observed, strict=True))
    return Ratio(counts=named, p=p, alarm=p < ALARM)
