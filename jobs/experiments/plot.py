"""One picture of an experiment: arms' means, and how the primary's sequence came here."""

from pathlib import Path
from typing import Any

from models.experiments.contrast import Contrast
from models.experiments.report import Report


def report_plot(report: Report, file: Path) -> None:
    """Plot the mean outcome of each arm, and the ratio bandit / rules after each look."""
    # Figure, not pyplot: no global state, no display, nothing to close
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    _means(left, report)
    _path(right, report)
    figure.suptitle(f"{report.id}{' (simulated)' if report.simulated else ''}, {report.status}")
    figure.savefig(file)


def _means(axes: Any, report: Report) -> None:
    shown = [arm for arm in report.arms if arm.mean_outcome is not None]
    axes.bar([arm.arm for arm in shown], [arm.mean_outcome for arm in shown], color="tab:blue")
    axes.set(ylabel="completed dose / planned dose", title="mean outcome of closed athletes")


def _path(axes: Any, report: Report) -> None:
    counts = [one.athletes for one in report.path]
    axes.axhline(1.0, color="grey", linewidth=0.8)
    axes.fill_between(
        counts, [one.low for one in report.path], [one.high for one in report.path], alpha=0.3
    )
    axes.plot(counts, [one.ratio for one in report.path])
    told = report.primary if isinstance(report.primary, str) else _words(report.primary)
    axes.set(xlabel="athletes closed", ylabel="bandit / rules", title=told)


def _words(one: Contrast) -> str:
    return f"{one.ratio:.3f} ({one.low:.3f} to {one.high:.3f})"
