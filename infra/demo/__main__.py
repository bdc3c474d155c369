"""Run the demo: numbered stages, one line of facts each, a report, non-zero if a check fails."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.demo.report import Report
from infra.demo.run import run_demo
from infra.demo.world import FailedStage


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
    console = Console(highlight=False, soft_wrap=True)
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
