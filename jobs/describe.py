"""What the lake holds: `python -m jobs.describe` (`--features`: how full each feature is).

Tables with rows, files, bytes and how fresh they are, read by delta-rs: no JVM is started.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
import typer
from rich.console import Console
from rich.table import Table as RichTable

from infra.settings import Settings, settings
from jobs.facts import emit
from jobs.records import read_columns
from jobs.tables import exists, location
from models.domain.tables import DAILY_FEATURES, TABLES, Table
from models.features.catalogue import DAILY

TIMES = (
    *("available_at", "event_ts", "broker_ts", "ingested_at", "quarantined_at", "recorded_at"),
    *("decided_at", "updated_at", "as_of", "decided_day", "event_day", "day", "start_ts"),
)
"""Columns that say how fresh a row is, the best first."""
WIDTH = 100
"""Where output goes to a file, whose width nobody knows."""


@dataclass(frozen=True, slots=True)
class Held:
    """One table as it stands."""

    table: str
    rows: int
    files: int
    megabytes: float
    version: int
    newest: str
    """The latest time of its rows; empty where they have none."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How full one feature is."""

    feature: str
    group: str
    known: float
    """Share of the rows that have it."""
    low: float | None
    median: float | None
    high: float | None
    unit: str


def held(settings: Settings) -> list[Held]:
    """Return every table that has been written, in the order of the layers."""
    return [_held(table, settings) for table in TABLES if exists(table, settings)]


def _held(table: Table, settings: Settings) -> Held:
    from deltalake import DeltaTable

    found = DeltaTable(location(table, settings))
    actions = pa.table(found.get_add_actions(flatten=True))
    names = {field.name for field in found.schema().fields}
    time = next((name for name in TIMES if name in names), None)
    newest = pc.max(found.to_pyarrow_table(columns=[time])[time]).as_py() if time else None
    return Held(
        table=table.path,
        rows=found.to_pyarrow_dataset().count_rows(),
        files=actions.num_rows,
        megabytes=round((pc.sum(actions["size_bytes"]).as_py() or 0) / 1e6, 2),
        version=found.version(),
        newest=_shown(newest),
    )


def _shown(time: datetime | date | None) -> str:
    if isinstance(time, datetime):
        return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}"
    return time.isoformat() if time else ""


def coverage(settings: Settings) -> list[Coverage]:
    """Return every daily feature, as full as gold has it."""
    rows = read_columns(DAILY_FEATURES, settings, columns=[f.name for f in DAILY])
    return [Coverage(f.name, f.group, *_figures(rows[f.name]), unit=f.unit) for f in DAILY]


def _figures(column: Any) -> tuple[float, float | None, float | None, float | None]:
    known = column.drop_null()
    if len(known) == 0:
        return 0.0, None, None, None
    low, middle, high = pc.quantile(known, q=[0.05, 0.5, 0.95]).to_pylist()
    return round(len(known) / len(column), 3), low, middle, high


def tables_shown(rows: list[Held]) -> RichTable:
    """Return the lake as people read it."""
    shown = RichTable("table", title="the lake")
    for name in ("rows", "files", "MB", "version"):
        shown.add_column(name, justify="right")
    shown.add_column("newest, UTC")
    for row in rows:
        figures = (f"{row.rows:,}", f"{row.files:,}", f"{row.megabytes:,.2f}", str(row.version))
        shown.add_row(row.table, *figures, row.newest)
    return shown


def features_shown(rows: list[Coverage]) -> RichTable:
    """Return how full the features are, as people read it."""
    shown = RichTable("feature", "group", title="gold.daily_features")
    for name in ("known", "5 %", "median", "95 %"):
        shown.add_column(name, justify="right")
    shown.add_column("unit")
    for row in rows:
        figures = map(_figure, (row.low, row.median, row.high))
        shown.add_row(row.feature, row.group, f"{row.known:.0%}", *figures, row.unit)
    return shown


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def main(
    *, features: Annotated[bool, typer.Option(help="how full each feature is")] = False
) -> None:
    """Describe the lake."""
    chosen = settings()
    found, console = held(chosen), Console(stderr=True)
    if not console.is_terminal:
        console = Console(stderr=True, width=WIDTH)
    if not found:
        told = f"nothing has been written to {chosen.lake} yet: run the DAG `lake`"
        console.print(told, soft_wrap=True)
    else:
        console.print(tables_shown(found))
    if found and features:
        console.print(features_shown(coverage(chosen)))
    emit("describe", {"tables": [asdict(one) for one in found]}, chosen)


if __name__ == "__main__":
    typer.run(main)
