"""Judge the candidate's recipe, frozen at the cut: `python -m jobs.evaluate --as-of T`.

Values of challenger, champion and uniform with intervals, plan-success AUC beside the oracle's;
logged to `fitloop/evaluate`, handed to the gate as evidence.
"""

import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.backtesting import asked_rows, champion_of, compare
from jobs.candidate import Candidate, read_candidate, write_candidate
from jobs.clock import as_of_time
from jobs.evidence import write_evidence
from jobs.facts import emit
from jobs.plots import calibration_plot, interval_plot, roc_plot
from jobs.registry import EVALUATE, Registry, Run
from jobs.success_report import Success, read_truth, slice_facts, success
from jobs.training_data import data_versions, training_data
from models.evaluation.backtest import Backtest, Values
from models.evaluation.ope import Estimate
from models.policy.bundle import load_policy
from models.promotion.gate import Evidence

log = structlog.get_logger()


def evaluate(settings: Settings, as_of: datetime, landing: Path) -> dict[str, Any]:
    """Evaluate the candidate, log the run, write the evidence; return the facts."""
    candidate, data = read_candidate(settings), training_data(settings, as_of)
    frozen = load_policy(settings.published, candidate.frozen_version)
    champion, asked = champion_of(settings, candidate), asked_rows(data, candidate)
    found, truth = compare(data, asked, frozen, champion), read_truth(landing)
    measured = success(frozen, data, asked.cut, truth)
    defending = success(champion, data, asked.cut, truth).quality if champion else None
    evidence = Evidence(
        difference=found.difference,
        weights=(found.challenger.weights, found.champion.weights),
        quality=measured.quality,
        champion=defending,
        poison=(),
        leak=measured.leak,
        generated=asked.generated,
    )
    write_evidence(evidence, candidate.policy_version, settings)
    facts = facts_of(candidate, found, measured)
    run_id = _log(settings, candidate, facts, (found, measured))
    write_candidate(replace(candidate, evaluated=True), settings)
    return {**facts, "run_id": run_id}


def facts_of(candidate: Candidate, found: Backtest, measured: Success) -> dict[str, Any]:
    """Return the figures that the demo, the run and the report show."""
    worst = measured.worst
    values = {
        name: value_facts(getattr(found, name)) for name in ("challenger", "champion", "uniform")
    }
    return {
        "policy_version": candidate.policy_version,
        "frozen_version": candidate.frozen_version,
        "cut": candidate.cut,
        "auc": worst.auc.value,
        "oracle_auc": worst.oracle.value if worst.oracle else None,
        "share_of_oracle": worst.share,
        "leak": measured.leak,
        "slices": {name: slice_facts(one) for name, one in measured.slices.items()},
        "ope": {**values, "delta": estimate_facts(found.difference), "logged": found.logged},
    }


def value_facts(values: Values) -> dict[str, Any]:
    """Return one policy's estimates and weight diagnostics."""
    estimates = {one.name: estimate_facts(one) for one in (values.ips, values.snips, values.dr)}
    return {**estimates, "weights": asdict(values.weights)}


def estimate_facts(one: Estimate) -> dict[str, Any]:
    """Return an estimate with both errors and its 95 % limits."""
    return {
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "se_row": one.se_row,
        "se_athlete": one.se_athlete,
        "rows": one.rows,
        "athletes": one.athletes,
    }


def numbers(facts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Yield every finite number of nested facts under a dotted name: MLflow's metrics."""
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from numbers(value, f"{prefix}{key}.")
        elif isinstance(value, int | float) and math.isfinite(value):
            yield f"{prefix}{key}", float(value)


def _log(
    settings: Settings,
    candidate: Candidate,
    facts: dict[str, Any],
    figures: tuple[Backtest, Success],
) -> str:
    params = {
        "policy_version": candidate.policy_version,
        "cut": candidate.cut.isoformat(),
        "rows_hash": candidate.rows_hash,
        "trained_by": candidate.run_id,
        **data_versions(settings),
    }
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        (folder / "evaluation.json").write_text(json.dumps(facts, indent=1, default=str))
        _plots(figures, folder)
        run = Run(
            EVALUATE,
            candidate.policy_version,
            params,
            dict(numbers(facts)),
            folders={"report": folder},
        )
        return Registry(settings).log(run)


def _plots(figures: tuple[Backtest, Success], folder: Path) -> None:
    found, measured = figures
    shown = {
        f"{who} {one.name}": one
        for who, values in (("challenger", found.challenger), ("champion", found.champion))
        for one in (values.ips, values.snips, values.dr)
    }
    interval_plot({**shown, "uniform dr": found.uniform.dr}, folder / "values.png")
    roc_plot(measured.label, measured.scores, folder / "roc.png")
    calibration_plot(measured.label, measured.scores["model"], folder / "calibration.png")


def main(
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    landing: Annotated[
        Path | None, typer.Option(help="where a simulator left truth/decisions.jsonl.gz")
    ] = None,
) -> None:
    """Evaluate the candidate."""
    log_to_stderr()
    chosen = settings()
    facts = evaluate(chosen, as_of_time(as_of), landing or chosen.state / "landing")
    log.info("evaluated", auc=facts["auc"], oracle=facts["oracle_auc"], delta=facts["ope"]["delta"])
    emit("evaluate", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
