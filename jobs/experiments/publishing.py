"""A report's three places: the published JSON, gold.experiment_results, a run with a plot."""

import json
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra.settings import Settings
from jobs.contracts import check_records
from jobs.experiments.plot import report_plot
from jobs.records import replace_records
from jobs.registry import EXPERIMENTS, Registry, Run
from models.domain.codec import to_json
from models.domain.rows import ExperimentResult
from models.domain.tables import EXPERIMENT_RESULTS
from models.experiments.contrast import Contrast
from models.experiments.report import Report
from models.experiments.running import folder


def publish_report(report: Report, settings: Settings) -> Path:
    """Write published/experiments/ID.json in one step: what the API shows."""
    file = folder(settings.published) / f"{report.id}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(to_json(report), indent=1))
    draft.replace(file)
    return file


def write_results(report: Report, settings: Settings) -> None:
    """Replace the day's rows of the experiment."""
    day = report.as_of.date()
    where = f"experiment = '{report.id}' AND day = '{day.isoformat()}'"
    rows = list(results(report))
    check_records(rows, EXPERIMENT_RESULTS, settings, job="experiment", as_of=report.as_of)
    replace_records(rows, EXPERIMENT_RESULTS, settings, where=where)


def results(report: Report) -> Iterator[ExperimentResult]:
    """Yield the report's figures, a row each."""
    if isinstance(report.primary, Contrast):
        yield _compared(report, "primary", report.primary, report.primary.p)
    for one in report.others:
        yield _compared(report, "contrast", one, report.p_holm[one.arm])
    for arm in report.arms:
        yield _row(report, "arm", arm.arm, arm.assigned, value=arm.mean_outcome)
    for rail in report.guardrails:
        yield _row(
            report,
            "guardrail",
            f"{rail.arm} {rail.window_days} days",
            rail.athletes,
            value=rail.share,
            low=rail.harm_low,
            alarm=rail.fired,
        )
    for name, check in (("assigned", report.ratio_assigned), ("exposed", report.ratio_exposed)):
        athletes = sum(check.counts.values())
        yield _row(report, "ratio", name, athletes, value=check.p, alarm=check.alarm)


def _compared(report: Report, kind: str, one: Contrast, p: float) -> ExperimentResult:
    decided = p <= 0.05
    name = f"{one.arm} over {one.over}"
    return _row(
        report, kind, name, one.athletes, value=one.ratio, low=one.low, high=one.high, alarm=decided
    )


def _row(  # noqa: PLR0913 - a row has these columns
    report: Report,
    kind: str,
    name: str,
    athletes: int,
    *,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    alarm: bool = False,
) -> ExperimentResult:
    return ExperimentResult(
        experiment=report.id,
        day=report.as_of.date(),
        as_of=report.as_of,
        kind=kind,
        name=name,
        athletes=athletes,
        value=value,
        low=low,
        high=high,
        alarm=alarm,
    )


def log_run(report: Report, settings: Settings) -> str:
    """Log the report to MLflow, with its figures, its JSON and the plot; return the run's id."""
    experiment = report.experiment
    params = {
        "experiment": report.id,
        "arms": ", ".join(f"{arm.name}={arm.weight}" for arm in experiment.arms),
        "planned_n": str(experiment.planned_n),
        "horizon_days": str(experiment.horizon_days),
        "policy_version": experiment.pinned.policy_version if experiment.pinned else "none",
        "as_of": report.as_of.isoformat(),
        "simulated": str(report.simulated),
    }
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "report.json").write_text(json.dumps(to_json(report), indent=1))
        report_plot(report, Path(work) / "report.png")
        run = Run(
            EXPERIMENTS,
            f"{report.id} {report.as_of.date()}",
            params,
            dict(_metrics(report)),
            folders={"report": Path(work)},
        )
        return Registry(settings).log(run)


def _metrics(report: Report) -> Iterator[tuple[str, float]]:
    for row in results(report):
        name = f"{row.kind}.{row.name.replace(' ', '_')}"
        figures = {"": row.value, ".low": row.low, ".high": row.high}
        for part, value in figures.items():
            if value is not None and math.isfinite(value):
                yield f"{name}{part}", value
        yield f"{name}.athletes", float(row.athletes)
