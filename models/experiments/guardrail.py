"""The incident guardrail: stop an arm that hurts more athletes than the rules do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from models.experiments.contrast import Arms, adjusted
from models.experiments.definition import RULES, Experiment
from models.experiments.enrolled import Enrolled
from models.experiments.sequence import one_sided
from models.safety.zero import counted

WINDOWS_DAYS = (7, 28)
"""An athlete counts once per window, when it is over: early harm is seen early."""
ALPHA = 0.01
"""For both windows together."""
LEAST_ATHLETES = 50
MARGIN = 0.05
"""Stated harm: five more athletes of a hundred with a safety event than under the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrail:
    """Share of athletes with a safety event in one arm, against the rules."""

    arm: str
    window_days: int
    athletes: int
    share: float
    rules_share: float
    rules_said: str
    """The same in words: zero with its upper bound."""
    harm_low: float | None
    """One-sided lower limit of the difference; None below 50 athletes in either arm."""
    fired: bool


def guardrails(
    experiment: Experiment, athletes: Sequence[Enrolled], as_of: datetime
) -> list[Guardrail]:
    """Return every learned arm's guardrails as of now."""
    arms = [name for name in experiment.names if name != RULES]
    return [
        _guardrail(experiment, (arm, days), athletes, as_of)
        for arm in arms
        for days in WINDOWS_DAYS
    ]


def _guardrail(
    experiment: Experiment, which: tuple[str, int], athletes: Sequence[Enrolled], as_of: datetime
) -> Guardrail:
    arm, days = which
    window = timedelta(days=days)
    counted = sorted(
        (
            one
            for one in athletes
            if one.assigned.arm in (arm, RULES) and one.assigned.assigned_at + window <= as_of
        ),
        key=lambda one: (one.assigned.assigned_at, one.assigned.user_id),
    )
    hurt = np.array([_hurt(one, window) for one in counted], dtype=np.float64)
    treated = np.array([one.assigned.arm == arm for one in counted], dtype=np.bool_)
    low = _harm_low(Arms(hurt, np.full(len(hurt), np.nan), treated), 2 * experiment.planned_n)
    return Guardrail(
        arm=arm,
        window_days=days,
        athletes=int(treated.sum()),
        share=_mean(hurt[treated]),
        rules_share=_mean(hurt[~treated]),
        rules_said=_said(hurt[~treated]),
        harm_low=low,
        fired=low is not None and low > MARGIN,
    )


def _hurt(one: Enrolled, window: timedelta) -> bool:
    return any(at < one.assigned.assigned_at + window for at in one.incidents)


def _harm_low(arms: Arms, planned: int) -> float | None:
    if min(arms.treated.sum(), (~arms.treated).sum()) < LEAST_ATHLETES:
        return None
    harm = adjusted(arms, arms.treated) - adjusted(arms, ~arms.treated)
    width = one_sided(len(harm), planned, ALPHA / len(WINDOWS_DAYS))
    return float(harm.mean() - harm.std(ddof=1) * width)


def _said(hurt: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> str:
    if hurt.any():
        return f"{_mean(hurt):.3f}"
    return counted(0, "incidents", athletes=len(hurt))


def _mean(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    return float(values.mean()) if len(values) else 0.0
