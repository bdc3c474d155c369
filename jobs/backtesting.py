"""The off-policy half of the evaluation: which rows, which policies, frozen at which cut."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from infra.settings import Settings
from jobs.candidate import Candidate
from jobs.posterior_start import posterior_start
from jobs.training_data import EPOCH, TrainingData
from models.domain.rows import TrainingRow
from models.evaluation.backtest import Backtest, answers, backtest, log_of, questions_of, usable
from models.evaluation.targets import Answers
from models.learning.examples import Examples
from models.learning.table import GENERATED
from models.policy.bundle import Policy, load_policy, read_current


class NothingToJudge(ValueError):
    """No closed, exploring decision lies after the cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The evaluation rows: strictly later than the cut, as records and as arrays."""

    rows: Sequence[TrainingRow]
    examples: Examples
    cut: int

    @property
    def generated(self) -> bool:
        """Say whether every row comes from generated athletes."""
        return all(row.origin == GENERATED for row in self.rows)


def asked_rows(data: TrainingData, candidate: Candidate) -> Asked:
    """Return the usable rows after the candidate's cut; NothingToJudge when there is none."""
    cut = (candidate.cut - EPOCH).days
    later = data.examples.day > cut
    chosen = later & np.array([usable(row) for row in data.records], dtype=np.bool_)
    if not chosen.any():
        raise NothingToJudge(f"no closed, exploring decision after {candidate.cut}")
    rows = [row for row, keep in zip(data.records, chosen, strict=True) if keep]
    return Asked(rows, data.examples.where(chosen), cut)


def champion_of(settings: Settings, candidate: Candidate) -> Policy | None:
    """Return the learned champion; None while the rules are champion (or it is the candidate)."""
    current = read_current(settings.published)
    if current is None or current.policy_version == candidate.policy_version:
        return None
    return load_policy(settings.published, current.policy_version)


def compare(data: TrainingData, asked: Asked, frozen: Policy, champion: Policy | None) -> Backtest:
    """Return the backtest of the frozen challenger against the champion."""
    challenger = _answers(data, asked, frozen)
    defending = _answers(data, asked, champion) if champion else None
    return backtest(asked.rows, log_of(asked.rows, asked.examples), challenger, defending)


def _answers(data: TrainingData, asked: Asked, policy: Policy) -> Answers:
    questions = questions_of(asked.rows, asked.examples, policy.encoder)
    return answers(data.examples, questions, asked.cut, posterior_start(), policy.encoder)
