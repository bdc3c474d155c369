"""Experiments: `python -m jobs.experiment start | report | stop | simulate`.

`start` pins the champion and names the experiment; `report` (daily) reads the lake by delta-rs,
publishes what the API shows and stops an arm whose guardrail fired; `stop` ends it; `simulate`
lives four arms in memory and writes the very same report.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import structlog
import typer

from infra.lock import alone
from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.contracts import gated
from jobs.experiments.publishing import log_run, publish_report, write_results
from jobs.experiments.reading import athletes_of, read_log, write_assignments
from jobs.experiments.simulating import simulated
from jobs.experiments.starting import Wish, arms_of, start
from jobs.facts import emit
from models.experiments.definition import ARMS, BadExperiment
from models.experiments.popularity import popularity
from models.experiments.report import Report
from models.experiments.report import report as report_of
from models.experiments.running import end_running, folder, read_running, write_running

log = structlog.get_logger()
app = typer.Typer(no_args_is_help=True)
AsOf = Annotated[str, typer.Option(help="RFC 3339; default now")]
Name = Annotated[str, typer.Option("--id", help="of the experiment")]


def reported(settings: Settings, as_of: datetime, *, status: str = "running") -> Report | None:
    """Report on the running experiment, publish it, and stop what a guardrail stops."""
    running = read_running(settings.published)
    if running is None:
        return None
    told = read_log(settings, running.id)
    write_assignments(told, running, settings, as_of)
    athletes = athletes_of(told, running, as_of)
    kept: dict[str, Any] = {"second_assignments": told.second_assignments, "status": status}
    found = report_of(running, athletes, as_of, **kept)
    scores = popularity(told.chronicles.values(), running.id, as_of)
    # what stopped an arm first stays the reason
    changed = replace(running, popularity=scores, stopped=found.to_stop | running.stopped)
    write_running(settings.published, changed)
    final = report_of(changed, athletes, as_of, **kept)
    publish_report(final, settings)
    write_results(final, settings)
    return final


def _facts(settings: Settings, found: Report) -> dict[str, Any]:
    """Return what the job prints, and log the run."""
    primary = found.primary
    return {
        "id": found.id,
        "status": found.status,
        "as_of": found.as_of,
        "assigned": found.ratio_assigned.counts,
        "exposed": found.ratio_exposed.counts,
        "ratio_p": found.ratio_assigned.p,
        "ratio_alarm": found.ratio_assigned.alarm or found.ratio_exposed.alarm,
        "second_assignment": found.second_assignments,
        "primary": primary
        if isinstance(primary, str)
        else {"ratio": primary.ratio, "low": primary.low, "high": primary.high},
        "stopped": found.experiment.stopped,
        "run_id": _logged(settings, found),
    }


def _logged(settings: Settings, found: Report) -> str | None:
    try:
        return log_run(found, settings)
    except Exception as error:  # noqa: BLE001 - a report stands without its run
        log.warning("mlflow_unavailable", error=f"{type(error).__name__}: {error}")
        return None


@app.command("start")
def start_(
    name: Name,
    arms: Annotated[str, typer.Option(help="names, with parts: rules,bandit=2")] = ",".join(ARMS),
    salt: Annotated[str, typer.Option(help="default: fresh random bits")] = "",
    planned_n: Annotated[int, typer.Option(help="athletes per arm; 0: by the formula")] = 0,
    as_of: AsOf = "",
) -> None:
    """Start an experiment; the next decision of each athlete assigns them."""
    chosen = _edge()
    wish = _or_refuse(lambda: Wish(id=name, arms=arms_of(arms), salt=salt, planned_n=planned_n))
    with gated(), alone(folder(chosen.published), "experiment job"):
        made = _or_refuse(lambda: start(chosen, wish, as_of_time(as_of)))
    emit("experiment", {"started": made.id, "arms": made.names, "n": made.planned_n}, chosen)


@app.command()
def report(as_of: AsOf = "") -> None:
    """Report on the running experiment; without one there is nothing to do."""
    chosen = _edge()
    with gated(), alone(folder(chosen.published), "experiment job"):
        found = reported(chosen, as_of_time(as_of))
    emit("experiment", _facts(chosen, found) if found else {"running": None}, chosen)


@app.command()
def stop(name: Name, as_of: AsOf = "") -> None:
    """End the running experiment with a last report; everybody gets the champion again."""
    chosen = _edge()
    with gated(), alone(folder(chosen.published), "experiment job"):
        running = read_running(chosen.published)
        if running is None or running.id != name:
            raise typer.BadParameter(f"experiment {name!r} does not run")
        found = reported(chosen, as_of_time(as_of), status="ended")
        end_running(chosen.published)
    assert found is not None
    emit("experiment", _facts(chosen, found), chosen)


@app.command()
def simulate(
    athletes: Annotated[int, typer.Option(min=8)] = 120,
    days: Annotated[int, typer.Option(min=45)] = 60,
    seed: int = 7,
) -> None:
    """Live four arms in memory and publish their report as `simulated-SEED`."""
    chosen = _edge()
    found = simulated(athletes, days, seed)
    publish_report(found, chosen)
    emit("experiment", _facts(chosen, found), chosen)


def _edge() -> Settings:
    log_to_stderr()
    return settings()


def _or_refuse(make: Any) -> Any:
    try:
        return make()
    except BadExperiment as error:
        raise typer.BadParameter(str(error)) from error


if __name__ == "__main__":
    app()
