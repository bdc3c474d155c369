"""Tell what a file is by its content, never by its name; nothing is ever unpacked to disk."""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HEAD = 65_536
MOST_BYTES = 8 << 30
"""No export is larger, unpacked; a bomb is."""
APPLE, OURA, HEVY = "apple_health", "oura", "hevy"
UNSUPPORTED, UNIT_UNKNOWN, NOT_AN_EXPORT, BROKEN = (
    "unsupported_source",
    "unit_unknown",
    "not_an_export",
    "broken",
)
HEVY_COLUMNS = {"title", "start_time", "exercise_title", "set_index"}
KNOWN_TABLES: tuple[tuple[set[str], str], ...] = (
    ({"workout name", "exercise name", "set order"}, "Strong"),
    ({"exercise", "category", "reps"}, "FitNotes"),
    ({"type", "startdate", "sourcename"}, "a table of Apple Health records"),
    ({"workoutactivitytype", "startdate"}, "a table of Apple Health workouts"),
    ({"activitydate", "totalsteps"}, "Fitbit days"),
    ({"sleepday", "totalminutesasleep"}, "Fitbit sleep"),
    ({"weightkg", "bmi"}, "Fitbit weights"),
    ({"nightly_temperature", "rmssd"}, "LifeSnaps days"),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A file's source, or the reason why it is not read."""

    source: str | None
    reason: str | None = None
    detail: str = ""
    member: str | None = None
    """Name inside the zip."""


class OverBudget(ValueError):
    """A compressed file unpacks to more than any export."""


def sniff(file: Path) -> Sniffed:
    """Return what the file is; never raises for what is in it."""
    try:
        if zipfile.is_zipfile(file):
            return _zip(file)
        with opened(file, None) as stream:
            return _content(stream.read(HEAD))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        return Sniffed(None, BROKEN, f"{type(error).__name__}: {error}")


@contextmanager
def opened(file: Path, member: str | None) -> Iterator[IO[bytes]]:
    """Open a file's bytes: a member of a zip, a gzip's content, or the file itself."""
    if member is not None:
        with zipfile.ZipFile(file) as archive, archive.open(member) as stream:
            yield stream
        return
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as stream:
                yield stream  # type: ignore[misc]
        else:
            yield raw


def _zip(file: Path) -> Sniffed:
    """Look for the export in the archive, by content; its name is translated by the phone."""
    with zipfile.ZipFile(file) as archive:
        seen: list[Sniffed] = []
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            if entry.file_size > MOST_BYTES:
                return Sniffed(None, BROKEN, f"{entry.filename} unpacks to {entry.file_size} bytes")
            with archive.open(entry) as stream:
                found = _content(stream.read(HEAD))
            if found.source is not None:
                return Sniffed(found.source, member=entry.filename)
            seen.append(found)
    empty = next((s for s in seen if s.reason == BROKEN), None)
    return empty or Sniffed(None, NOT_AN_EXPORT, "no export inside the archive")


def _content(head: bytes) -> Sniffed:
    if not head.strip():
        return Sniffed(None, BROKEN, "the file is empty")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<HealthData" in head:
        return Sniffed(APPLE)
    if b"<gpx" in head[:2000]:
        return Sniffed(None, UNSUPPORTED, "a GPX route")
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if text[:1] in "{[":
        return _json(text)
    if text.startswith(("<", "#", "//")):
        return Sniffed(None, NOT_AN_EXPORT, "not a table and not a health document")
    return _table(text)


def _json(head: str) -> Sniffed:
    start = "".join(head[:200].split())
    if not start.startswith(('{"data":[', '[{"', '{"id":')):
        return Sniffed(None, NOT_AN_EXPORT, "JSON of no known vendor")
    if '"bedtime_start"' in head and '"bedtime_end"' in head:
        return Sniffed(OURA)
    if '"contributors"' in head and '"temperature_deviation"' in head:
        return Sniffed(OURA)
    if any(f'"{name}"' in head for name in ("day", "bpm", "timestamp")):
        return Sniffed(None, UNSUPPORTED, "an Oura document other than sleep and daily_readiness")
    return Sniffed(None, NOT_AN_EXPORT, "JSON of no known vendor")


def _table(text: str) -> Sniffed:
    first = text.splitlines()[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    columns = {c.strip().lower() for c in next(csv.reader([first], delimiter=delimiter))}
    if columns >= HEVY_COLUMNS:
        return _hevy(columns)
    if first.startswith("Name,") and "Sample Rate" in text:
        return Sniffed(None, UNSUPPORTED, "an Apple ECG")
    for signature, name in KNOWN_TABLES:
        if signature <= columns:
            return _strength(columns, name)
    header = first[:80]
    return Sniffed(None, NOT_AN_EXPORT, f"unknown header: {header}")


def _hevy(columns: set[str]) -> Sniffed:
    if columns & {"weight_kg", "weight_lbs"}:
        return Sniffed(HEVY)
    return Sniffed(None, UNIT_UNKNOWN, "Hevy without weight_kg or weight_lbs")


def _strength(columns: set[str], name: str) -> Sniffed:
    if name == "Strong" and "weight" in columns and "weight unit" not in columns:
        return Sniffed(None, UNIT_UNKNOWN, "Strong writes weights without their unit")
    return Sniffed(None, UNSUPPORTED, name)


class Bounded(io.RawIOBase):
    """A stream that refuses to give more than a budget of bytes."""

    def __init__(self, stream: IO[bytes], most: int = MOST_BYTES) -> None:
        self._read: Callable[[int], bytes] = stream.read
        self._left = most

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raises OverBudget past the budget."""
        chunk = self._read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise OverBudget("the file unpacks to more bytes than any export has")
        return chunk
