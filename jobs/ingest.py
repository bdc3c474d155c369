"""Raw exports and history files into bronze: parsed on executors, archived, never read twice.

Every file gets a row in bronze.raw_files with what became of it; a broken or foreign file is a
reason, never an error. A file is known by its content and its athlete; only one whose unit was not
known is read again, when it is handed in with `--unit`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from infra.settings import Settings, settings
from jobs import bronze, dealing
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.landing import Landing
from jobs.progress import Progress
from jobs.receipt import IngestReport, show
from jobs.records import read_columns
from jobs.session import spark_session
from jobs.sources.files import LandedFile
from jobs.sources.outcome import UNIT_UNKNOWN, Outcome
from jobs.sources.quantities import MASS
from jobs.sources.staging import SINKS
from models.domain.rows import RawFile
from models.domain.tables import RAW_FILES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def ingest(
    spark: "SparkSession",
    settings: Settings,
    landing: Landing,
    as_of: datetime,
    progress: Progress | None = None,
) -> IngestReport:
    """Read every new file of the landing into bronze; FileNotFoundError when it is not there."""
    say = (progress or Progress(None, settings)).say
    say("listing")
    files = landing.files()
    new = _new(files, settings)
    if not new:
        return IngestReport(files=len(files), known=len(files))
    say("reading", files=len(files), new_files=len(new))
    read = dealing.read(spark, new)
    try:
        say("writing", files=len(files), new_files=len(new))
        pairs = zip(new, read.outcomes, strict=True)
        archive = [_archived(file, outcome, as_of) for file, outcome in pairs]
        run = bronze.Run(spark, settings, as_of, frozenset(file.sha256 for file in new))
        filled = {SINKS.get(name, "events") for one in read.outcomes for name in one.records}
        added = bronze.write(run, read.rows, archive, filled)
    finally:
        read.kept.unpersist()
    return _report(len(files), archive, read.outcomes, added)


def _new(files: Sequence[LandedFile], settings: Settings) -> list[LandedFile]:
    """Return files whose content this athlete has not handed in, the largest first."""
    columns = ["user_id", "sha256", "status"]
    held = read_columns(RAW_FILES, settings, columns=columns).to_pylist()
    unread = {(row["user_id"], row["sha256"]) for row in held if row["status"] == UNIT_UNKNOWN}
    known = {(row["user_id"], row["sha256"]) for row in held}
    known -= {key for file in files if file.unit and (key := (file.user_id, file.sha256)) in unread}
    once = {(file.user_id, file.sha256): file for file in reversed(files)}
    new = [file for key, file in once.items() if key not in known]
    return sorted(new, key=lambda file: (-file.bytes, file.user_id, file.name))


def _archived(file: LandedFile, outcome: Outcome, as_of: datetime) -> RawFile:
    return RawFile(
        sha256=file.sha256,
        user_id=file.user_id,
        name=file.name,
        source=outcome.source,
        bytes=file.bytes,
        status=outcome.status,
        detail=outcome.detail or None,
        records=outcome.records.total(),
        rejected=outcome.rejected.total(),
        ingested_at=as_of,
    )


def _report(
    seen: int,
    archive: Sequence[RawFile],
    outcomes: Sequence[Outcome],
    added: bronze.Added,
) -> IngestReport:
    read_from = [one for one in outcomes if one.source != "events"]
    refused = [
        {"name": file.name, "status": file.status, "detail": file.detail or ""}
        for file in sorted(archive, key=lambda file: file.name)
        if file.status != "ingested"
    ]
    return IngestReport(
        files=seen,
        known=seen - len(archive),
        statuses=dict(Counter(file.status for file in archive)),
        records=_summed(one.records for one in read_from),
        rejected=_summed([*(one.rejected for one in outcomes), added.conflicts]),
        noted=_summed(one.notes for one in outcomes),
        unmapped=_unmapped(_summed(one.kinds for one in outcomes)),
        events=dict(added.events),
        bytes=sum(file.bytes for file in archive),
        refused=tuple(refused),
    )


def _unmapped(kinds: Mapping[str, int]) -> dict[str, int]:
    """Return Apple's identifiers that silver knows no name for."""
    from jobs.silver.apple import KINDS
    from jobs.silver.sleep import APPLE_SLEEP

    known = {*KINDS, APPLE_SLEEP, "Workout"}
    return {kind: count for kind, count in kinds.items() if kind not in known}


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items()))


def main(  # noqa: PLR0913 - an argument for each option
    user_id: Annotated[str, typer.Option(help="whose files these are")] = "",
    folder: Annotated[Path | None, typer.Option("--folder", "--file", help="or one file")] = None,
    landing: Annotated[Path | None, typer.Option(help="many athletes and their history")] = None,
    unit: Annotated[str | None, typer.Option(help="kg or lb, where a log does not tell")] = None,
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    job: Annotated[str | None, typer.Option(help="id for <state>/jobs/ID.json")] = None,
) -> None:
    """Read one athlete's exports, or a landing folder, into bronze."""
    if (folder is None) == (landing is None) or (folder is not None and not user_id):
        raise typer.BadParameter("give --user-id and --folder, or --landing")
    if unit not in (None, *MASS):
        raise typer.BadParameter(f"{unit!r} is neither kg nor lb", param_hint="--unit")
    chosen, time = settings(), as_of_time(as_of)
    progress = Progress(job, chosen)
    folders = () if folder is None else ((user_id, folder),)
    place = Landing(landing, folders, unit)
    began = monotonic()
    try:
        with spark_session("ingest", chosen) as spark:
            report = ingest(spark, chosen, place, time, progress)
    except Exception as error:
        progress.say("failed", error=f"{type(error).__name__}: {error}")
        raise
    show(report, monotonic() - began)
    progress.say("done", **asdict(report))
    emit("ingest", asdict(report), chosen)


if __name__ == "__main__":
    typer.run(main)
