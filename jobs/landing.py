"""Files that wait to be read: the landing folder, and folders of single athletes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from jobs.sources.files import LandedFile
from models.domain.topics import INGESTED, history_file

DRAFT = ".landing-draft"
"""Suffix of a file that is still being written."""


def share_of(chunk: str) -> tuple[int, int]:
    """Return `2/8` as numbers, the whole for the empty text; ValueError for anything else."""
    place, _, chunks = (chunk or "1/1").partition("/")
    if not (place.isdigit() and chunks.isdigit() and 1 <= int(place) <= int(chunks)):
        raise ValueError(f"--chunk is I/N with 1 <= I <= N, got {chunk!r}")
    return int(place), int(chunks)


@dataclass(frozen=True, slots=True)
class Landing:
    """Where to look.

    `root/athletes/USER_ID/**` holds vendors' files, `root/events/*.jsonl.gz` history; each of
    `folders` is (user_id, a folder or one file).
    """

    root: Path | None = None
    folders: tuple[tuple[str, Path], ...] = ()
    unit: str | None = None
    """kg or lb, for strength logs that do not tell."""
    share: tuple[int, int] = (1, 1)
    """Which of how many chunks; a file's content says in which it is, whatever is read already."""

    def files(self) -> list[LandedFile]:
        """Return every file, in a stable order; FileNotFoundError for a place that is not there."""
        found = [*self._athletes(), *self._history()]
        for user_id, place in self.folders:
            found += _below(user_id, place)
        return [replace(file, unit=self.unit) for file in found if self._mine(file)]

    def _mine(self, file: LandedFile) -> bool:
        place, chunks = self.share
        return int(file.sha256[:8], 16) % chunks == place - 1

    def _athletes(self) -> Iterator[LandedFile]:
        if self.root is None:
            return
        if not self.root.is_dir():
            raise FileNotFoundError(f"no landing folder {self.root}")
        for folder in sorted(self.root.glob("athletes/*/")):
            yield from _below(folder.name, folder)

    def _history(self) -> Iterator[LandedFile]:
        if self.root is None:
            return
        for topic in INGESTED:
            file = self.root / "events" / history_file(topic)
            if file.is_file():
                yield _landed("", file, f"events/{file.name}", topic.name)


def _below(user_id: str, place: Path) -> Iterator[LandedFile]:
    if not place.exists():
        raise FileNotFoundError(f"no file or folder {place}")
    if place.is_file():
        yield _landed(user_id, place, place.name)
        return
    for file in sorted(place.rglob("*")):
        if file.is_file() and file.suffix != DRAFT:
            yield _landed(user_id, file, str(file.relative_to(place)))


def _landed(user_id: str, file: Path, name: str, topic: str | None = None) -> LandedFile:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    size = file.stat().st_size
    return LandedFile(user_id, str(file.resolve()), name, digest, size, topic)
