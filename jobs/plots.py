"""Plots for MLflow; matplotlib without a display."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from models.evaluation.ope import Estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FloatArray = npt.NDArray[np.float64]
BINS = 10


def _figure() -> "Figure":
    # Figure, not pyplot: no global state, no display, nothing to close
    from matplotlib.figure import Figure

    return Figure(figsize=(6, 4), layout="constrained")


def loss_plot(losses: Mapping[str, Sequence[float]], file: Path) -> None:
    """Plot the mean loss of each epoch, relative to the first."""
    figure = _figure()
    axes: Any = figure.subplots()
    for name, values in losses.items():
        axes.plot(range(1, len(values) + 1), np.asarray(values) / values[0], label=name)
    axes.set(xlabel="epoch", ylabel="loss / first loss")
    axes.legend()
    figure.savefig(file)


def calibration_plot(label: FloatArray, score: FloatArray, file: Path) -> None:
    """Plot the success rate against the predicted one in equal-mass bins."""
    figure = _figure()
    axes: Any = figure.subplots()
    bins = np.array_split(np.argsort(score), BINS)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot([score[b].mean() for b in bins], [label[b].mean() for b in bins], marker="o")
    axes.set(xlabel="predicted plan success", ylabel="observed", xlim=(0, 1), ylim=(0, 1))
    figure.savefig(file)


def roc_plot(label: FloatArray, scores: Mapping[str, FloatArray], file: Path) -> None:
    """Plot the ROC curve of each score."""
    figure = _figure()
    axes: Any = figure.subplots()
    for name, score in scores.items():
        hits = label[np.argsort(-score, kind="stable")]
        axes.plot(np.cumsum(1 - hits) / (1 - hits).sum(), np.cumsum(hits) / hits.sum(), label=name)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.set(xlabel="false alarms", ylabel="found", xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="lower right")
    figure.savefig(file)


def interval_plot(estimates: Mapping[str, Estimate], file: Path) -> None:
    """Plot off-policy estimates with their 95 % intervals."""
    figure = _figure()
    axes: Any = figure.subplots()
    for row, one in enumerate(estimates.values()):
        axes.errorbar(one.value, row, xerr=one.half_width, fmt="o", capsize=3)
        axes.annotate(f"{one.value:.3f}", (one.value, row + 0.15), ha="center", fontsize=7)
    axes.set_yticks(range(len(estimates)), list(estimates))
    axes.set(xlabel="reward")
    figure.savefig(file)
