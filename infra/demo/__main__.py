"""Run the demo: numbered stages, one line of facts each, a report, non-zero if a check fails."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.demo.report import STATE, Report
from infra.demo.run import run_demo
from infra.demo.world import FailedStage
from infra.lock import Busy, alone


def main(
    data: Annotated[
        Path | None,
        typer.Option(
            help="A folder with one person's own exports; they become the athlete `me`.",
            exists=True,
            file_okay=False,
            resolve_path=True,
        ),
    ] = None,
) -> None:
    """Build the world, learn from it, serve it, live two weeks in it, and prove the log."""
    # a terminated demo stops its processes like an interrupted one
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = Console(highlight=False, soft_wrap=True)
    try:
        with alone(STATE, "demo"):
            _run(console, data)
    except Busy as busy:
        console.print(f"[red]not started[/]  {busy}")
        raise typer.Exit(1) from busy


def _run(console: Console, data: Path | None) -> None:
    report = Report(console)
    try:
        run_demo(report, data=data)
    except FailedStage as failure:
        console.print(f"\n[red]failed[/]  {failure}", markup=True)
        raise typer.Exit(1) from failure
    finally:
        file = report.write()
        console.print(f"\nreport  {file}")
    if report.failures:
        for line in report.failures:
            console.print(f"[red]check failed[/]  {line}")
        raise typer.Exit(1)
    console.print(f"[green]all checks passed[/] in {report.seconds:.0f} s")


if __name__ == "__main__":
    typer.run(main)
