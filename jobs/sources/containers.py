"""Files and the members of archives as bounded byte streams; nothing is ever unpacked to disk."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from jobs.sources.parsed import BrokenFile, Truncated
from jobs.sources.salvage import salvaged

BUDGET = 16 << 30
"""Unpacked bytes of one stream: five times the largest export seen (3.1 GB)."""
RATIO, SMALL = 100, 64 << 20
"""An export packs 20:1; what unpacks to more than RATIO times its size, and SMALL, is a bomb."""
MAX_MEMBERS = 20_000
NO_ZIP = (zipfile.BadZipFile, UnicodeDecodeError)
"""What zipfile raises for a directory that it cannot read, names that are no UTF-8 among it."""
UNREADABLE = (OSError, EOFError, zlib.error, RuntimeError, *NO_ZIP)
"""What zipfile and gzip raise for damage, unknown compression and encryption."""


class Stream(io.RawIOBase):
    """A forward-only byte stream that can be looked into, with a budget.

    Damage and a spent budget raise BrokenFile, after all that comes before them.
    """

    def __init__(self, raw: IO[bytes], budget: int = BUDGET) -> None:
        super().__init__()
        # read1 returns what there is before it meets damage, read would lose it
        self._read = raw.read1  # type: ignore[attr-defined]
        self._left, self._ahead = budget, b""
        self.at = 0
        """How many bytes were consumed."""
        self._broken: BrokenFile | None = None

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def head(self, size: int) -> bytes:
        """Return up to `size` of the next bytes without consuming them."""
        ahead = [self._ahead]
        missing = size - len(self._ahead)
        while missing > 0 and (more := self._ahead_of_damage(missing)):
            ahead.append(more)
            missing -= len(more)
        self._ahead = b"".join(ahead)
        if not self._ahead and self._broken:
            raise self._broken
        return self._ahead[:size]

    def _ahead_of_damage(self, size: int) -> bytes:
        try:
            return self._take(size)
        except BrokenFile:
            return b""

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the next bytes into a buffer."""
        if self._ahead:
            found, self._ahead = self._ahead[: len(buffer)], self._ahead[len(buffer) :]
        else:
            found = self._take(len(buffer))
        buffer[: len(found)] = found
        self.at += len(found)
        return len(found)

    def _take(self, size: int) -> bytes:
        if self._broken:
            raise self._broken
        try:
            found: bytes = self._read(size)
        except EOFError as error:
            self._broken = Truncated(f"ends early: {error}")
            raise self._broken from error
        except UNREADABLE as error:
            self._broken = BrokenFile(f"cannot be read on: {error}")
            raise self._broken from error
        self._left -= len(found)
        if self._left < 0:
            self._broken = BrokenFile("larger than the byte budget")
            raise self._broken
        return found


class Member(NamedTuple):
    """One byte stream of a file: its only one, or one entry of a zip."""

    name: str
    """Inside the zip; empty for a file's only stream."""
    stream: Stream
    biggest: bool = True
    """Of the file, by its unpacked size; the first of equals."""


def opened(path: Path) -> IO[bytes]:
    """Open a file; who wants to know how far it is read keeps what this returns."""
    return path.open("rb")


def members(
    path: Path, budget: int = BUDGET, opened: Callable[[Path], IO[bytes]] = opened
) -> Iterator[Member]:
    """Yield what a file holds, judged by its first bytes; BrokenFile where it cannot be opened.

    Raises Truncated behind the members of a zip that lost its end.
    """
    try:
        with opened(path) as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic[:2] == b"PK":
                yield from _zipped(raw, path.stat().st_size, budget)
            elif magic[:2] == b"\x1f\x8b":
                with gzip.open(raw) as unpacked:
                    size = unpacks_to(path.stat().st_size, budget)
                    yield Member("", Stream(unpacked, size))  # type: ignore[arg-type]
            else:
                yield Member("", Stream(raw, budget))
    except UNREADABLE as error:
        raise BrokenFile(f"cannot be opened: {error}") from error


def unpacks_to(packed: int, budget: int = BUDGET) -> int:
    """Return how many bytes may be unpacked from some."""
    return min(budget, max(SMALL, RATIO * packed))


def _zipped(raw: IO[bytes], size: int, budget: int) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(raw)
    except NO_ZIP as error:
        raw.seek(0)
        found = False
        for name, content in salvaged(raw):
            found = True
            yield Member(name, Stream(content, unpacks_to(size, budget)))  # type: ignore[arg-type]
        cut = Truncated if found and isinstance(error, zipfile.BadZipFile) else BrokenFile
        raise cut(f"an archive without its end: {error}") from error
    with archive:
        entries = _entries(archive, size)
        biggest = max(entries, key=lambda entry: entry.file_size)
        for entry in entries:
            with _unpacking(archive, entry) as unpacked:
                allowed = unpacks_to(entry.compress_size, budget)
                yield Member(entry.filename, Stream(unpacked, allowed), entry is biggest)


def _unpacking(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(entry)
    except UNREADABLE as error:
        return Shut(error)


class Shut(io.BytesIO):
    """A member that cannot be opened: it says why when it is read, and the others are read."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def read1(self, size: int | None = -1, /) -> bytes:
        """Raise what opening raised."""
        del size
        raise self._error


def _entries(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    if not entries:
        raise BrokenFile("an empty zip")
    if len(entries) > MAX_MEMBERS:
        raise BrokenFile(f"{len(entries)} entries in one zip")
    if sum(entry.compress_size for entry in entries) > size:
        raise BrokenFile("a zip whose entries overlap")
    return entries


def leaves_its_folder(name: str) -> bool:
    """Say whether a member's name points outside ("zip slip"): no exporter writes such a name."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":"
