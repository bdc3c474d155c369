"""Hand-made vendor files, good and bad."""

import gzip
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from jobs.sources.containers import Stream
from jobs.sources.files import LandedFile, read_file
from jobs.sources.outcome import Outcome
from jobs.sources.parsed import Parsed

SPAN = 'startDate="2026-08-01 06:40:00 +0200" endDate="2026-08-01 06:41:00 +0200"'
HEVY = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,"
    "set_index,set_type,weight_kg,reps,distance_km,duration_seconds,rpe\n"
)
SQUAT = 'Legs,"15 Sep 2025, 07:48","15 Sep 2025, 09:13",,Squat,,,0,normal,100,5,,,8\n'


def steps(value: object = 7, more: str = "") -> str:
    kind = 'type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone" unit="count"'
    return f'<Record {kind} {SPAN} value="{value}"{more}/>\n'


def health(*inner: str, prolog: str = "", end: str = "</HealthData>") -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}<HealthData locale="en_GB">\n'
    return (head + "".join(inner) + end).encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def stream(content: bytes) -> Stream:
    return Stream(io.BytesIO(content))


def reading(
    content: bytes | Path, folder: Path, unit: str | None = None
) -> tuple[list[Parsed], Outcome]:
    """Read one file as a worker does."""
    path = content if isinstance(content, Path) else folder / "file"
    if isinstance(content, bytes):
        path.write_bytes(content)
    outcome = Outcome()
    file = LandedFile("u1", str(path), path.name, "0" * 64, path.stat().st_size, unit=unit)
    return [parsed for _, parsed in read_file(file, outcome)], outcome
