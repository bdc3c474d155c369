"""What became of everything that was handed in, as its owner reads it at the end of an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

MOST = 12
"""Identifiers that are listed one by one."""
WIDTH = 100
"""Where output goes to a file, whose width nobody knows."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one run found."""

    files: int = 0
    known: int = 0
    """Files that had been read before: they add nothing."""
    statuses: Mapping[str, int] = field(default_factory=dict)
    """New files per status of bronze.raw_files."""
    records: Mapping[str, int] = field(default_factory=dict)
    """Per source."""
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Per reason."""
    noted: Mapping[str, int] = field(default_factory=dict)
    """What was neither stored nor refused, or was mended: timers, doubles, control characters."""
    unmapped: Mapping[str, int] = field(default_factory=dict)
    """Apple's identifiers that silver has no metric for: their records stay in bronze."""
    events: Mapping[str, int] = field(default_factory=dict)
    """Per topic, of history files."""
    bytes: int = 0
    """Of the new files."""
    refused: tuple[Mapping[str, str], ...] = ()
    """`name`, `status` and `detail` of each new file that was not read, or not to its end."""


def show(report: IngestReport, seconds: float) -> None:
    """Print a report: everything that was read is stored, or has a reason."""
    console = Console(stderr=True)
    if not console.is_terminal:
        console = Console(stderr=True, width=WIDTH)
    console.print(receipt(report))
    for file in report.refused:
        console.print(f"{file['status']}  {file['name']}: {file['detail']}", markup=False)
    megabytes = report.bytes / 1e6
    speed = f"{megabytes:.1f} MB in {seconds:.0f} s, {megabytes / max(seconds, 0.1):.1f} MB/s"
    console.print(f"{report.files} files, {report.known} of them read before; {speed}")


def receipt(report: IngestReport) -> Table:
    """Return the table: a line for each status of new files, source, topic and reason."""
    shown = Table("", "what", title="read", show_header=False)
    shown.add_column(justify="right")
    for kind, counts in (
        ("files", report.statuses),
        ("stored", report.records),
        ("stored", report.events),
        ("set aside", report.noted),
        ("rejected", report.rejected),
    ):
        _add(shown, kind, counts)
    _add(shown, "in bronze only", _largest(report.unmapped))
    shown.add_section()
    total = sum(sum(c.values()) for c in (report.records, report.events, report.rejected))
    shown.add_row("read", "stored + rejected", f"{total:,}")
    return shown


def _largest(counts: Mapping[str, int]) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    rest = ranked[MOST:]
    others = {f"{len(rest)} further identifiers": sum(n for _, n in rest)} if rest else {}
    return {**dict(ranked[:MOST]), **others}


def _add(shown: Table, kind: str, counts: Mapping[str, int]) -> None:
    for what, count in counts.items():
        shown.add_row(kind, what, f"{count:,}")
