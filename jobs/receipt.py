"""What became of everything that was handed in, as its owner reads it at the end of an import.

read = stored + duplicate + rejected, always: `read` is counted where files are parsed, `stored`
where they are written; a file that was read before is a duplicate as a whole, and so is a record
that an earlier file told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from jobs.bronze import Added
from jobs.sources.daily_tables import REPEATED
from jobs.sources.files import LandedFile
from jobs.sources.outcome import Outcome
from models.domain.rows import RawFile

MOST = 12
"""Identifiers that are listed one by one."""
WIDTH = 100
"""Where output goes to a file, whose width nobody knows."""
Key = tuple[str, str]
"""A file's athlete and content."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one run found."""

    files: int = 0
    known: int = 0
    """Files that had been read before: they add nothing."""
    statuses: Mapping[str, int] = field(default_factory=dict)
    """New files per status of bronze.raw_files."""
    read: int = 0
    """Records that stood in the files, good or bad, new or not."""
    records: Mapping[str, int] = field(default_factory=dict)
    """Stored, per source."""
    duplicates: Mapping[str, int] = field(default_factory=dict)
    """Per source or topic: of files read before, what earlier files told, rows that stand twice."""
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Per reason."""
    noted: Mapping[str, int] = field(default_factory=dict)
    """What is no record, or was mended: timers, empty lines, control characters."""
    unmapped: Mapping[str, int] = field(default_factory=dict)
    """Apple's identifiers that silver has no metric for: their records stay in bronze."""
    events: Mapping[str, int] = field(default_factory=dict)
    """Stored, per topic, of history files."""
    bytes: int = 0
    """Of the new files."""
    refused: tuple[Mapping[str, str], ...] = ()
    """`name`, `status` and `detail` of each new file that was not read, or not to its end."""


@dataclass(frozen=True, slots=True)
class Landed:
    """What a run made of its new files."""

    archive: Sequence[RawFile] = ()
    outcomes: Sequence[Outcome] = ()
    """Of each file."""
    added: Added = field(default_factory=Added)


def report_of(
    files: Sequence[LandedFile], held: Mapping[Key, RawFile], landed: Landed
) -> IngestReport:
    """Return what became of the listed files; `held` is the archive as it was before."""
    known = _known(files, held, landed.archive)
    doubles = _duplicates(landed) + Counter(_by_source(known))
    taken = sum(landed.added.taken.values())
    refused = _summed(one.rejected for one in landed.outcomes)
    return IngestReport(
        files=len(files),
        known=len(known),
        statuses=dict(Counter(file.status for file in landed.archive)),
        read=_read(landed) + sum(file.records + file.rejected for file in known),
        records=_stored(landed),
        duplicates=dict(sorted(doubles.items())),
        rejected=refused | ({"offset_taken": taken} if taken else {}),
        unmapped=_unmapped(_summed(one.kinds for one in landed.outcomes)),
        noted=_summed(_without(one.notes, REPEATED) for one in landed.outcomes),
        events={topic: count for topic, count in sorted(landed.added.events.items()) if count},
        bytes=sum(file.bytes for file in landed.archive),
        refused=tuple(
            {"name": file.name, "status": file.status, "detail": file.detail or ""}
            for file in sorted(landed.archive, key=lambda file: file.name)
            if file.status != "ingested"
        ),
    )


def _known(
    files: Sequence[LandedFile], held: Mapping[Key, RawFile], archive: Sequence[RawFile]
) -> list[RawFile]:
    """Return the archive's row of each listed file that this run did not read, or read once."""
    new = {(file.user_id, file.sha256): file for file in archive}
    listed = Counter((file.user_id, file.sha256) for file in files)
    return [(new.get(k) or held[k]) for k, n in listed.items() for _ in range(n - (k in new))]


def _read(landed: Landed) -> int:
    return sum(one.read + one.notes[REPEATED] for one in landed.outcomes)


def _stored(landed: Landed) -> dict[str, int]:
    found = Counter(_summed(one.records for one in landed.outcomes if one.source != "events"))
    found.subtract(landed.added.again)
    return dict(+found)


def _duplicates(landed: Landed) -> "Counter[str]":
    """Return what stands twice in the new files, or was in the lake already."""
    found: Counter[str] = Counter()
    for one in landed.outcomes:
        found[one.source or ""] += one.notes[REPEATED]
        if one.source == "events":
            found.update(one.records)
    found.subtract(landed.added.events)
    found.subtract(landed.added.taken)
    found.update(landed.added.again)
    return +found


def _by_source(known: Iterable[RawFile]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for file in known:
        found[file.source or "unread files"] += file.records + file.rejected
    return dict(+found)


def _unmapped(kinds: Mapping[str, int]) -> dict[str, int]:
    """Return Apple's identifiers that silver knows no name for."""
    from jobs.silver.apple import KINDS
    from jobs.silver.apple_sleep import APPLE_SLEEP

    known = {*KINDS, APPLE_SLEEP, "Workout"}
    return {kind: count for kind, count in kinds.items() if kind not in known}


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items()))


def _without(counts: Mapping[str, int], name: str) -> dict[str, int]:
    return {one: count for one, count in counts.items() if one != name}


def terminal() -> Console:
    """Return where people read; a file is given a width."""
    console = Console(stderr=True)
    return console if console.is_terminal else Console(stderr=True, width=WIDTH)


def show(report: IngestReport, seconds: float) -> None:
    """Print a report: everything that was read is stored, a duplicate, or has a reason."""
    console = terminal()
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
        ("duplicate", report.duplicates),
        ("rejected", report.rejected),
        ("set aside", report.noted),
    ):
        _add(shown, kind, counts)
    _add(shown, "in bronze only", _largest(report.unmapped))
    shown.add_section()
    shown.add_row("read", "stored + duplicate + rejected", f"{report.read:,}")
    return shown


def _largest(counts: Mapping[str, int]) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    rest = ranked[MOST:]
    others = {f"{len(rest)} further identifiers": sum(n for _, n in rest)} if rest else {}
    return {**dict(ranked[:MOST]), **others}


def _add(shown: Table, kind: str, counts: Mapping[str, int]) -> None:
    for what, count in counts.items():
        shown.add_row(kind, what, f"{count:,}")
