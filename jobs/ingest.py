"""Raw files to bronze: archive row, records, quarantine; the same file twice adds nothing.

`python -m jobs.ingest --user-id U --folder F` (or `--file F`) lands one person's files;
`jobs.lake` lands the whole landing folder.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import structlog
import typer

from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.history import HistoryFile, history_files, lines
from jobs.landing import LandedFile, Landing, landed_files, sha256_of
from jobs.sources.sniff import APPLE, HEVY, OURA
from jobs.tables import append, read, schema_of, struct_of
from models.domain import tables
from models.domain.rows import BronzeRecord, EventRecord, Quarantined, RawFile

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

log = structlog.get_logger()

TABLE_OF = {APPLE: tables.APPLE_HEALTH, OURA: tables.OURA, HEVY: tables.STRENGTH}
BATCH = 20_000
"""Records an Arrow batch: bounds the parser's memory."""
PARTS = 8
OK, BROKEN_AT = "ok", "broken"


@dataclass
class IngestReport:
    """What was landed: counts by source, by reason, by topic."""

    files: int = 0
    known: int = 0
    """Files that had been ingested before."""
    statuses: dict[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    refused: list[dict[str, str]] = field(default_factory=list)
    """Files that were listed, not read: name, status, detail."""


def ingest(
    spark: "SparkSession", settings: Settings, landing: Landing, as_of: datetime
) -> IngestReport:
    """Land every new file of the landing; bad input is counted and listed, never an error."""
    report = IngestReport()
    held = _held(spark, settings)
    files = list(landed_files(landing))
    new = [f for f in files if (f.sha256, f.user_id) not in held]
    new = list({(f.sha256, f.user_id): f for f in new}.values())
    report.files, report.known = len(files), len(files) - len(new)
    archive = _vendor_files(spark, settings, new, (as_of, report))
    for file in history_files(landing.root):
        digest = sha256_of(file.path)
        if (digest, "") not in held:
            archive.append(_history(spark, settings, file, (as_of, report)))
    if archive:
        _append_rows(spark, settings, tables.RAW_FILES, archive)
    for row in archive:
        report.statuses[row.status] = report.statuses.get(row.status, 0) + 1
        if row.status != "ingested":
            about = {"name": row.name, "status": row.status, "detail": row.detail or ""}
            report.refused.append(about)
    return report


def _held(spark: "SparkSession", settings: Settings) -> set[tuple[str, str]]:
    rows = read(spark, tables.RAW_FILES, settings).select("sha256", "user_id").distinct().collect()
    return {(row.sha256, row.user_id) for row in rows}


def _vendor_files(
    spark: "SparkSession",
    settings: Settings,
    files: list[LandedFile],
    context: tuple[datetime, IngestReport],
) -> list[RawFile]:
    """Parse what can be parsed and return an archive row for every file."""
    as_of, report = context
    readable = sorted((f for f in files if f.sniffed.source), key=lambda f: -f.bytes)
    counts: dict[tuple[str, str], dict[str, int]] = {}
    details: dict[tuple[str, str], str] = {}
    if readable:
        from pyspark.sql import functions as F

        parsed = _parsed(spark, readable).persist()
        for row in (
            parsed.groupBy("user_id", "file_sha256", "outcome")
            .agg(F.count("*").alias("n"), F.first("detail").alias("detail"))
            .collect()
        ):
            key = (row.file_sha256, row.user_id)
            counts.setdefault(key, {})[row.outcome] = row.n
            details[key] = row.detail or details.get(key, "")
        _write_bronze(parsed, settings, as_of)
        parsed.unpersist()
    rows = [_archive_row(f, counts.get((f.sha256, f.user_id), {}), details, as_of) for f in files]
    _count(report, files, counts)
    return rows


def _parsed(spark: "SparkSession", files: list[LandedFile]) -> "DataFrame":
    """Return one row a record, with its outcome: `ok` or the reason of its rejection."""
    from pyspark.sql.types import StringType

    tasks = [
        (f.user_id, str(f.path), f.sha256, f.sniffed.source, f.sniffed.member or "") for f in files
    ]
    columns = "user_id string, path string, sha256 string, source string, member string"
    schema = struct_of(BronzeRecord)
    for name in ("source", "outcome", "detail"):
        schema = schema.add(name, StringType(), nullable=True)
    rdd = spark.sparkContext.parallelize(tasks, min(len(tasks), PARTS))
    return spark.createDataFrame(rdd, columns).mapInArrow(parse_batches, schema)


def parse_batches(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Parse the files that arrive as rows and yield their records in bounded batches."""
    for batch in batches:
        for task in batch.to_pylist():
            yield from _file_batches(task)


def _file_batches(task: dict[str, str]) -> "Iterator[pa.RecordBatch]":
    from jobs.sources.parsers import parse_file

    rows: list[dict[str, Any]] = []
    items = parse_file(Path(task["path"]), task["source"], task["member"] or None)
    for ordinal, item in enumerate(items):
        rows.append(_row(task, ordinal, item))
        if len(rows) >= BATCH:
            yield _batch(rows)
            rows = []
    if rows:
        yield _batch(rows)


def _row(task: dict[str, str], ordinal: int, item: Any) -> dict[str, Any]:
    from jobs.sources.parsed import Broken, Parsed

    row = {
        "user_id": task["user_id"],
        "file_sha256": task["sha256"],
        "ordinal": ordinal,
        "source": task["source"],
    }
    if isinstance(item, Parsed):
        attributes = list(item.attributes.items())
        body = {"kind": item.kind, "start_ts": item.start_ts, "attributes": attributes}
        return {**row, **body, "raw": item.raw, "outcome": OK, "detail": None}
    reason = BROKEN_AT if isinstance(item, Broken) else item.reason
    raw = "" if isinstance(item, Broken) else item.raw
    rest = {"kind": "", "start_ts": None, "attributes": [], "raw": raw}
    return {**row, **rest, "outcome": reason, "detail": item.detail}


def _batch(rows: list[dict[str, Any]]) -> "pa.RecordBatch":
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    fields = [
        *(("user_id", text), ("file_sha256", text), ("ordinal", whole), ("kind", text)),
        *(("start_ts", pa.timestamp("us", "UTC")), ("attributes", pa.map_(text, text))),
        *(("raw", text), ("source", text), ("outcome", text), ("detail", text)),
    ]
    return pa.RecordBatch.from_pylist(rows, schema=pa.schema(fields))


def _write_bronze(parsed: "DataFrame", settings: Settings, as_of: datetime) -> None:
    from pyspark.sql import functions as F

    ok = parsed.where(F.col("outcome") == OK)
    present = {row.source for row in ok.select("source").distinct().collect()}
    for source, table in TABLE_OF.items():
        if source in present:
            append(ok.where(F.col("source") == source).coalesce(2), table, settings)
    refused = parsed.where(F.col("outcome") != OK).select(
        "user_id",
        "source",
        "file_sha256",
        "ordinal",
        F.col("outcome").alias("reason"),
        "detail",
        "raw",
        F.lit(as_of).alias("quarantined_at"),
    )
    if not refused.isEmpty():
        append(refused.coalesce(1), tables.QUARANTINE, settings)


def _archive_row(
    file: LandedFile,
    counts: dict[str, int],
    details: dict[tuple[str, str], str],
    as_of: datetime,
) -> RawFile:
    found, broken = file.sniffed, counts.get(BROKEN_AT, 0)
    records = counts.get(OK, 0)
    status = found.reason or (BROKEN_AT if broken or not records else "ingested")
    words = found.detail or details.get((file.sha256, file.user_id), "")
    if status == BROKEN_AT and found.source and not words:
        words = "no usable record"
    return RawFile(
        sha256=file.sha256,
        user_id=file.user_id,
        name=file.name,
        source=found.source,
        bytes=file.bytes,
        status=status,
        detail=words or None,
        records=records,
        rejected=sum(n for outcome, n in counts.items() if outcome != OK),
        ingested_at=as_of,
    )


def _count(
    report: IngestReport,
    files: list[LandedFile],
    counts: dict[tuple[str, str], dict[str, int]],
) -> None:
    for file in files:
        source = file.sniffed.source
        for outcome, n in counts.get((file.sha256, file.user_id), {}).items():
            target = report.records if outcome == OK else report.rejected
            key = str(source) if outcome == OK else outcome
            target[key] = target.get(key, 0) + n


def _history(
    spark: "SparkSession",
    settings: Settings,
    file: HistoryFile,
    context: tuple[datetime, IngestReport],
) -> RawFile:
    as_of, report = context
    rows = list(lines(file, as_of))
    events = [row for row in rows if isinstance(row, EventRecord)]
    refused = [row for row in rows if isinstance(row, Quarantined)]
    _append_rows(spark, settings, tables.EVENTS, events)
    _append_rows(spark, settings, tables.QUARANTINE, refused)
    report.events[file.topic.name] = len(events)
    for row in refused:
        report.rejected[row.reason] = report.rejected.get(row.reason, 0) + 1
    return RawFile(
        sha256=sha256_of(file.path),
        user_id="",
        name=file.path.name,
        source="events",
        bytes=file.path.stat().st_size,
        status="ingested" if events else BROKEN_AT,
        detail=refused[0].detail if refused else None,
        records=len(events),
        rejected=len(refused),
        ingested_at=as_of,
    )


def _append_rows(
    spark: "SparkSession", settings: Settings, table: tables.Table, rows: list[Any]
) -> None:
    if not rows:
        return
    import pandas as pd

    names = [f.name for f in dataclasses.fields(rows[0])]
    frame = pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names)
    append(spark.createDataFrame(frame, schema_of(table)).coalesce(2), table, settings)


def main(
    user_id: Annotated[str, typer.Option(help="whose files these are")],
    folder: Annotated[Path | None, typer.Option(exists=True)] = None,
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
) -> None:
    """Land one person's files in bronze."""
    from jobs.session import spark_session

    place = folder or file
    if place is None:
        raise typer.BadParameter("give --folder or --file")
    chosen = settings()
    with spark_session("ingest", chosen) as spark:
        landing = Landing(folders=((user_id, place),))
        report = ingest(spark, chosen, landing, as_of_time(as_of))
    emit("ingest", dataclasses.asdict(report), chosen)


if __name__ == "__main__":
    typer.run(main)
