"""The report of an experiment: one function for the lake's athletes and for simulated ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from models.experiments.contrast import (
    LEAST_CLOSED,
    POOLED_SE,
    Arms,
    Contrast,
    Plan,
    contrast,
    holm,
)
from models.experiments.definition import BANDIT, RULES, Experiment
from models.experiments.enrolled import Enrolled
from models.experiments.guardrail import Guardrail, guardrails
from models.experiments.ratio import Ratio, ratio
from models.safety.zero import counted

OPEN = "horizon open"
ALPHA = 0.05
POINTS = 24
"""Looks that the plot shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmReport:
    """One arm as of now."""

    arm: str
    assigned: int
    exposed: int
    closed: int
    mean_outcome: float | None
    """Of the closed athletes; None while there are fewer than ten."""
    no_show_days: int
    with_incident: int
    said: str
    """The same in words: zero with its upper bound."""
    stopped: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an experiment says as of a time; athletes are the unit throughout."""

    id: str
    status: str
    """running | ended."""
    simulated: bool
    as_of: datetime
    experiment: Experiment
    arms: list[ArmReport]
    primary: Contrast | str
    """Bandit over rules; `horizon open` until ten athletes of both have closed."""
    others: list[Contrast]
    """Each at alpha divided by their number."""
    p_holm: dict[str, float]
    path: list[Contrast]
    """The primary after fewer athletes: how the sequence came here."""
    ratio_assigned: Ratio
    ratio_exposed: Ratio
    guardrails: list[Guardrail]
    by_hand: int
    """Athletes whom an operator put into an arm: in no figure above."""
    second_assignments: int
    """Refused: the first one stands."""

    @property
    def to_stop(self) -> dict[str, str]:
        """Return the arms whose guardrail fired, with the reason."""
        return {
            one.arm: f"incidents within {one.window_days} days: {one.share:.3f} "
            f"against {one.rules_said} under the rules"
            for one in self.guardrails
            if one.fired
        }


def report(
    experiment: Experiment,
    athletes: Sequence[Enrolled],
    as_of: datetime,
    *,
    second_assignments: int = 0,
    status: str = "running",
) -> Report:
    """Return the report as of a time."""
    drawn = [one for one in athletes if not one.assigned.by_hand]
    closed = sorted(
        (one for one in drawn if one.outcome is not None),
        key=lambda one: (one.closes_at, one.assigned.user_id),
    )
    others = _others(experiment, closed)
    return Report(
        id=experiment.id,
        status=status,
        simulated=experiment.simulated,
        as_of=as_of,
        experiment=experiment,
        arms=[_arm(experiment, name, drawn) for name in experiment.names],
        primary=_primary(experiment, closed) or OPEN,
        others=others,
        p_holm=holm({one.arm: one.p for one in others}),
        path=_path(experiment, closed),
        ratio_assigned=ratio(experiment, _counts(drawn)),
        ratio_exposed=ratio(experiment, _counts([one for one in drawn if one.exposed])),
        guardrails=guardrails(experiment, drawn, as_of),
        by_hand=len(athletes) - len(drawn),
        second_assignments=second_assignments,
    )


def _counts(athletes: Sequence[Enrolled]) -> Mapping[str, int]:
    return Counter(one.assigned.arm for one in athletes)


def _arm(experiment: Experiment, name: str, athletes: Sequence[Enrolled]) -> ArmReport:
    own = [one for one in athletes if one.assigned.arm == name]
    known = [one.outcome for one in own if one.outcome is not None]
    hurt = sum(bool(one.incidents) for one in own)
    return ArmReport(
        arm=name,
        assigned=len(own),
        exposed=sum(one.exposed for one in own),
        closed=len(known),
        mean_outcome=float(np.mean(known)) if len(known) >= LEAST_CLOSED else None,
        no_show_days=sum(one.no_show_days for one in own),
        with_incident=hurt,
        said=counted(hurt, "with a safety event", athletes=len(own)),
        stopped=experiment.stopped.get(name),
    )


def _primary(experiment: Experiment, closed: Sequence[Enrolled]) -> Contrast | None:
    if BANDIT not in experiment.names:
        return None
    return _against_rules(experiment, BANDIT, closed, ALPHA)


def _others(experiment: Experiment, closed: Sequence[Enrolled]) -> list[Contrast]:
    names = [name for name in experiment.names if name not in (BANDIT, RULES)]
    found = (_against_rules(experiment, name, closed, ALPHA / len(names)) for name in names)
    return [one for one in found if one is not None]


def _path(experiment: Experiment, closed: Sequence[Enrolled]) -> list[Contrast]:
    """Return the primary after so many of its own athletes, at evenly spaced looks."""
    own = [one for one in closed if one.assigned.arm in (BANDIT, RULES)]
    looks = sorted({round(n) for n in np.linspace(1, len(own), POINTS)}) if own else []
    found = (_primary(experiment, own[:n]) for n in looks)
    return [one for one in found if one is not None]


def _against_rules(
    experiment: Experiment, arm: str, closed: Sequence[Enrolled], alpha: float
) -> Contrast | None:
    own = [one for one in closed if one.assigned.arm in (arm, RULES)]
    arms = Arms(
        outcome=np.array([one.outcome for one in own], dtype=np.float64),
        covariate=np.array([one.covariate for one in own], dtype=np.float64),
        treated=np.array([one.assigned.arm == arm for one in own], dtype=np.bool_),
    )
    factor = POOLED_SE if arm == BANDIT else 1.0
    plan = Plan(planned=2 * experiment.planned_n, alpha=alpha, factor=factor)
    return contrast((arm, RULES), arms, plan)
