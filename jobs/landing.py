"""Find what has landed: whose file, with which content, recognised as what."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jobs.sources.sniff import Sniffed, sniff

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Landing:
    """Where files come from."""

    root: Path | None = None
    """`athletes/USER_ID/**` and `events/*.jsonl.gz`."""
    folders: tuple[tuple[str, Path], ...] = ()
    """(user_id, folder or single file) of one person each."""


@dataclass(frozen=True, slots=True)
class LandedFile:
    """One vendor file."""

    user_id: str
    path: Path
    name: str
    """Relative to the person's folder."""
    sha256: str
    bytes: int
    sniffed: Sniffed


def landed_files(landing: Landing) -> Iterator[LandedFile]:
    """Yield every file of every person, in a fixed order."""
    if landing.root is not None:
        for folder in sorted((landing.root / "athletes").glob("*/")):
            yield from _of(folder.name, folder)
    for user_id, place in landing.folders:
        yield from _of(user_id, place)


def _of(user_id: str, place: Path) -> Iterator[LandedFile]:
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    for path in files:
        name = path.name if path == place else path.relative_to(place).as_posix()
        size = path.stat().st_size
        yield LandedFile(user_id, path, name, sha256_of(path), size, sniff(path))


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
