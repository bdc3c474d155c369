"""The suites between the layers, as the jobs run them: kept below the state folder, told in words.

A failed critical expectation ends a command with 2, so that no task after it runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table as RichTable

from expectations.kept import Kept
from expectations.validate import Failure, SuiteFailed, Validated, validate
from infra.settings import Settings
from jobs.records import arrow_table
from models.domain.tables import Table

FAILED = 2
"""Exit code of a command whose rows nobody may read."""


def validations(settings: Settings) -> Path:
    """Return where the results of the newest runs are kept."""
    return settings.state / "validations"


def check(frames: Mapping[str, Any], settings: Settings, *, job: str, as_of: datetime) -> Validated:
    """Validate frames by table's path and keep the results; raise SuiteFailed."""
    return validate(frames, Kept(validations(settings), job, as_of))


def check_records(
    rows: Sequence[Any], table: Table, settings: Settings, *, job: str, as_of: datetime
) -> None:
    """Validate records before a job without a JVM writes them; raise SuiteFailed."""
    if rows:
        frame = arrow_table(rows, table.record).to_pandas()
        check({table.path: frame}, settings, job=job, as_of=as_of)


@contextmanager
def gated() -> Iterator[None]:
    """End the command with a table of what failed, rows named by their keys."""
    try:
        yield
    except SuiteFailed as failure:
        Console(stderr=True, highlight=False).print(table_of(failure.failures))
        raise typer.Exit(FAILED) from failure


def table_of(failures: Sequence[Failure]) -> RichTable:
    """Return failed expectations as people read them."""
    shown = RichTable("table", "expectation", "column", "observed", title="expectations failed")
    for one in failures:
        shown.add_row(one.table, one.expectation, one.column, one.observed)
    return shown


def warned(layers: Sequence[Validated]) -> dict[str, list[str]]:
    """Return what did not hold and stopped nobody: columns by table."""
    found = [one for layer in layers for one in layer.warnings]
    tables = dict.fromkeys(one.table for one in found)
    return {path: [one.column for one in found if one.table == path] for path in tables}
