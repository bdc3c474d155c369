"""Raw exports and history files into bronze: parsed on executors, archived, never read twice.

Every file gets a row in bronze.raw_files with what became of it; a broken or foreign file is a
reason, never an error. A file is known by its content and its athlete; only one whose unit was not
known is read again, when it is handed in with `--unit`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.settings import Settings, settings
from jobs import bronze, dealing
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.landing import Landing, share_of
from jobs.progress import Progress
from jobs.reading import watched
from jobs.receipt import IngestReport, Key, Landed, report_of, show, terminal
from jobs.records import read_records
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
    files, held = landing.files(), archived(settings)
    new = _new(files, held)
    if not new:
        return report_of(files, held, Landed())
    among: dict[str, Any] = {"files": len(files), "new_files": len(new)}
    told, total = partial(say, **among), sum(file.bytes for file in new)
    with watched(total, settings, told, terminal()) as heartbeat:
        read = dealing.read(spark, new, heartbeat)
    try:
        say("writing", **among)
        pairs = zip(new, read.outcomes, strict=True)
        archive = [_archived(file, outcome, as_of) for file, outcome in pairs]
        shas = frozenset(file.sha256 for file in new)
        run = bronze.Run(spark, settings, as_of, shas, _before(new, held))
        filled = {SINKS.get(name, "events") for one in read.outcomes for name in one.records}
        added = bronze.write(run, read.rows, archive, filled)
    finally:
        read.kept.unpersist()
    return report_of(files, held, Landed(archive, read.outcomes, added))


def archived(settings: Settings) -> dict[Key, RawFile]:
    """Return the files that have been read, by athlete and content."""
    return {(row.user_id, row.sha256): row for row in read_records(RAW_FILES, RawFile, settings)}


def new_files(landing: Landing, settings: Settings) -> list[LandedFile]:
    """Return files whose content their athlete has not handed in, the largest first."""
    return _new(landing.files(), archived(settings))


def _new(files: Sequence[LandedFile], held: Mapping[Key, RawFile]) -> list[LandedFile]:
    once = {(file.user_id, file.sha256): file for file in reversed(files)}
    new = [file for key, file in once.items() if key not in held or _answered(file, held[key])]
    return sorted(new, key=lambda file: (-file.bytes, file.user_id, file.name))


def _before(new: Sequence[LandedFile], held: Mapping[Key, RawFile]) -> frozenset[str]:
    """Return the sinks of what the owners of new files handed in before."""
    owners = {file.user_id for file in new}
    mine = (row.source for row in held.values() if row.user_id in owners and row.source)
    return frozenset(SINKS[name] for several in mine for name in several.split("+"))


def _answered(file: LandedFile, held: RawFile) -> bool:
    return bool(file.unit) and held.status == UNIT_UNKNOWN


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


def main(  # noqa: PLR0913 - an argument for each option
    user_id: Annotated[str, typer.Option(help="whose files these are")] = "",
    folder: Annotated[Path | None, typer.Option("--folder", "--file", help="or one file")] = None,
    landing: Annotated[Path | None, typer.Option(help="many athletes and their history")] = None,
    unit: Annotated[str | None, typer.Option(help="kg or lb, where a log does not tell")] = None,
    chunk: Annotated[str, typer.Option(help="I/N: that part of the landing's files")] = "",
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    job: Annotated[str | None, typer.Option(help="id for <state>/jobs/ID.json")] = None,
) -> None:
    """Read one athlete's exports, or a landing folder, into bronze."""
    if (folder is None) == (landing is None and not chunk) or (folder is not None and not user_id):
        raise typer.BadParameter("give --user-id and --folder, or --landing, or --chunk")
    if unit not in (None, *MASS):
        raise typer.BadParameter(f"{unit!r} is neither kg nor lb", param_hint="--unit")
    chosen, time = settings(), as_of_time(as_of)
    progress = Progress(job, chosen)
    folders = () if folder is None else ((user_id, folder),)
    root = landing or (chosen.state / "landing" if chunk else None)
    place = Landing(root, folders, unit, share_of(chunk))
    began = monotonic()
    try:
        with spark_session("ingest", chosen) as spark:
            report = ingest(spark, chosen, place, time, progress)
    except Exception as error:
        progress.say("failed", error=f"{type(error).__name__}: {error}")
        raise
    show(report, monotonic() - began)
    progress.say("done", **asdict(report))
    # chunks run beside each other, each with facts of its own
    emit("-".join(["ingest", *chunk.split("/")]).rstrip("-"), asdict(report), chosen)


if __name__ == "__main__":
    typer.run(main)
