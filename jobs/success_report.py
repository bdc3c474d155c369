"""The completion half of the evaluation: plan-success AUC beside the simulator's truth."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jobs.training_data import TrainingData
from models.evaluation.success import FloatArray, Slice, measure, predicted, slices, truth_of
from models.policy.bundle import Policy
from models.promotion.gate import Quality

BARS = ("unseen_athletes", "later_days")
"""Slices with a bar; an athlete's first week has none (statistics.md 5)."""


@dataclass(frozen=True, slots=True, eq=False)
class Success:
    """The slices' measures, and the scores they come from, for the plots."""

    slices: dict[str, Slice]
    label: FloatArray
    scores: dict[str, FloatArray]

    @property
    def worst(self) -> Slice:
        """Return the slice with a bar whose AUC is smaller."""
        return min((self.slices[name] for name in BARS), key=lambda one: one.auc.value)

    @property
    def quality(self) -> Quality:
        """Return what the gate compares."""
        return Quality(self.worst.auc.value, self.worst.calibration)

    @property
    def leak(self) -> bool:
        """Say whether any slice beats the truth."""
        return any(one.leak for one in self.slices.values())


def read_truth(landing: Path) -> dict[str, float]:
    """Return the true success probability by decision; empty where no simulator wrote any."""
    file = landing / "truth" / "decisions.jsonl.gz"
    if not file.exists():
        return {}
    with gzip.open(file, "rt") as lines:
        rows = (json.loads(line) for line in lines)
        return {row["decision_id"]: float(row["success_probability"]) for row in rows}


def success(policy: Policy, data: TrainingData, cut: int, truth: dict[str, float]) -> Success:
    """Measure a frozen policy's completion model on the slices."""
    found, plotted = {}, np.zeros(len(data.records), dtype=np.bool_)
    score = np.full(len(data.records), np.nan)
    true = truth_of([row.decision_id for row in data.records], truth)
    for name, chosen in slices(data.examples, data.held_back, cut).items():
        rows = data.examples.where(chosen)
        score[chosen] = predicted(policy.completion, rows)
        found[name] = measure(rows, score[chosen], None if true is None else true[chosen])
        plotted |= chosen if name in BARS else False
    scores = {"model": score[plotted]}
    if true is not None:
        scores["oracle"] = true[plotted]
    return Success(found, data.examples.success[plotted], scores)


def slice_facts(one: Slice) -> dict[str, Any]:
    """Return a slice's figures as JSON values."""
    return {
        "rows": one.rows,
        "athletes": one.athletes,
        "auc": one.auc.value,
        "auc_se": one.auc.se,
        "oracle_auc": one.oracle.value if one.oracle else None,
        "share_of_oracle": one.share,
        "within_athlete_auc": one.within,
        "constant_per_athlete_auc": one.who,
        "calibration_error": one.calibration,
        "leak": one.leak,
    }
