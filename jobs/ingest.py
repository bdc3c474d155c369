"""Raw exports and history files into bronze: parsed on executors, archived, never read twice.

Every file gets a row in bronze.raw_files with what became of it; a broken or foreign file is a
reason, never an error. A file is known by its content and its athlete; only one whose unit was not
known is read again, when it is handed in with `--unit`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.settings import Settings, settings
from jobs import bronze
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.landing import Landing, share_of
from jobs.progress import Progress
from jobs.reading import watched
from jobs.receipt import IngestReport, Key, Landed, report_of, show, terminal
from jobs.records import read_records
from jobs.session import spark_session
from jobs.sources.files import UNIT_UNKNOWN, LandedFile
from jobs.sources.heartbeat import Heartbeat
from jobs.sources.quantities import MASS
from jobs.sources.staging import SINKS, StagedRow, staged
from jobs.tables import struct_of
from models.domain.rows import RawFile
from models.domain.tables import RAW_FILES

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

TASKS_PER_CORE = 4
TASK_BYTES = 1 << 20
"""Packed bytes that are worth a task (and a file of bronze) of their own."""


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
        rows = _staged(spark, new, heartbeat)
        found = bronze.outcomes(rows)
    try:
        say("writing", **among)
        archive = [_archived(new[i], outcome, as_of) for i, outcome in found]
        run = bronze.Run(spark, settings, as_of, frozenset(file.sha256 for file in new))
        filled = {SINKS.get(name, "events") for _, one in found for name in one["records"]}
        added = bronze.write(run, rows, archive, filled)
    finally:
        rows.unpersist()
    return report_of(files, held, Landed(archive, [one for _, one in found], added))


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


def _answered(file: LandedFile, held: RawFile) -> bool:
    return bool(file.unit) and held.status == UNIT_UNKNOWN


def _staged(spark: "SparkSession", files: list[LandedFile], heartbeat: Heartbeat) -> "DataFrame":
    """Parse the files, dealt out to tasks so that each has about the same number of bytes."""
    from pyspark import StorageLevel

    enough = sum(file.bytes for file in files) // TASK_BYTES + 1
    tasks = min(len(files), enough, TASKS_PER_CORE * spark.sparkContext.defaultParallelism)
    work = spark.range(0, tasks, 1, tasks)
    parsed = work.mapInArrow(partial(_parse, (files, tasks, heartbeat)), struct_of(StagedRow))
    # six tables are written from these rows; parsing them six times would be dearer than a disk
    return parsed.persist(StorageLevel.DISK_ONLY)


def _parse(
    work: tuple[list[LandedFile], int, Heartbeat], batches: Iterator["pa.RecordBatch"]
) -> Iterator["pa.RecordBatch"]:
    files, tasks, heartbeat = work
    for batch in batches:
        for task in batch.column(0):
            yield from staged(files, range(task.as_py(), len(files), tasks), heartbeat)


def _archived(file: LandedFile, outcome: Mapping[str, Any], as_of: datetime) -> RawFile:
    return RawFile(
        sha256=file.sha256,
        user_id=file.user_id,
        name=file.name,
        source=outcome["source"],
        bytes=file.bytes,
        status=outcome["status"],
        detail=outcome["detail"] or None,
        records=sum(outcome["records"].values()),
        rejected=sum(outcome["rejected"].values()),
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
