"""Challenger against champion on the days after the cut, everything frozen at the cut."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.domain.rows import TrainingRow
from models.evaluation.diagnostics import Diagnostics, diagnose
from models.evaluation.ope import Estimate, Log, difference, doubly_robust, ips, snips
from models.evaluation.targets import Answers, Questions, explored, states_of, thompson, uniform
from models.learning.examples import Examples
from models.policy.encoder import Encoder
from models.policy.epsilon import epsilon
from models.policy.posterior import Identity, Start, build_population
from models.policy.sums import Facts, rounded_r, rounded_weight

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Values:
    """One policy's off-policy values and how its weights behave."""

    ips: Estimate
    snips: Estimate
    dr: Estimate
    weights: Diagnostics


@dataclass(frozen=True, slots=True)
class Backtest:
    """What the days after the cut say."""

    challenger: Values
    champion: Values
    uniform: Values
    difference: Estimate
    logged: float
    """Mean reward of the logging policy itself."""


def usable(row: TrainingRow) -> bool:
    """Say whether a row may enter an off-policy estimate: closed, exploring, not superseded."""
    return row.reward is not None and row.exploring and not row.superseded


def answers(
    rows: Examples, questions: Questions, cut: int, start: Start, encoder: Encoder
) -> Answers:
    """Return what a policy that knows the rows before the cut would do at the questions.

    `cut` in days since 1970-01-01; encoder, sums and athletes' states are those of the cut.
    """
    known = rows.where(~np.isnan(rows.reward) & (rows.day < cut))
    facts = Facts(
        user=known.athlete,
        action=known.action,
        day=known.day,
        w=np.full(len(known), rounded_weight(1.0), dtype=np.int64),
        r=np.array([rounded_r(float(r)) for r in known.reward], dtype=np.int64),
        phi=encoder.embed(known.context).astype(np.int64),
    )
    name = Identity(version="frozen", learner="", encoder_version=encoder.version, day=cut)
    population = build_population(facts, name, start.hyper, start.b0, start.z)
    states = states_of(facts, cut, start.hyper.gamma)
    return thompson(population, states, questions, epsilon(len(known)))


def questions_of(rows: Sequence[TrainingRow], asked: Examples, encoder: Encoder) -> Questions:
    """Return logged decisions as a policy with this encoder sees them (rows = asked, in order)."""
    return Questions(
        athlete=asked.athlete,
        day=asked.day,
        phi=encoder.embed(asked.context).astype(np.int64),
        allowed=[row.allowed_actions for row in rows],
        exploration_set=[row.exploration_set for row in rows],
    )


def log_of(rows: Sequence[TrainingRow], asked: Examples) -> Log:
    """Return the log that the estimators read; every row has its closed reward."""
    return Log(
        reward=asked.reward,
        action=asked.action,
        probabilities=np.array([row.action_probabilities for row in rows], dtype=np.float64),
        athlete=np.unique(asked.athlete, return_inverse=True)[1].astype(np.int64),
    )


def backtest(
    rows: Sequence[TrainingRow], log: Log, challenger: Answers, champion: Answers | None
) -> Backtest:
    """Return values and difference on the logged rows; champion None = the rules."""
    allowed = [row.allowed_actions for row in rows]
    if champion is None:
        wanted = np.array([row.rules_action for row in rows], dtype=np.int64)
        sets = [row.exploration_set for row in rows]
        defending = explored(wanted, allowed, sets, challenger.epsilon)
    else:
        defending = champion.probabilities
    q = challenger.expected
    return Backtest(
        challenger=values(log, challenger.probabilities, q),
        champion=values(log, defending, q),
        uniform=values(log, uniform(allowed), q),
        difference=difference(log, challenger.probabilities, defending, q),
        logged=float(log.reward.mean()),
    )


def values(log: Log, target: FloatArray, q: FloatArray) -> Values:
    """Return one target policy's values (n x actions probabilities; q expected rewards)."""
    return Values(
        ips(log, target), snips(log, target), doubly_robust(log, target, q), diagnose(log, target)
    )
