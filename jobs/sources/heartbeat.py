"""How far the workers are with their files: small files in a folder that they share."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jobs.sources.containers import opened


class Gauge:
    """How far one file is read."""

    def __init__(self) -> None:
        self._raw: IO[bytes] | None = None

    def open(self, path: Path) -> IO[bytes]:
        """Open the file and remember it."""
        self._raw = opened(path)
        return self._raw

    @property
    def bytes_read(self) -> int:
        """Return how many of the file's bytes are read; 0 before and after."""
        return 0 if self._raw is None or self._raw.closed else self._raw.tell()


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A folder with one JSON file for each file that is being read.

    Workers on other machines have no such folder: then nothing is said, and nothing breaks.
    """

    folder: str

    def say(self, share: str, read: int, found: Mapping[str, int]) -> None:
        """Replace what is known of a file or a part: bytes read and records found so far."""
        draft = Path(self.folder, f"{share}.new")
        with suppress(OSError):
            draft.write_text(json.dumps({"bytes": read, "found": dict(found)}))
            draft.replace(draft.with_suffix(".json"))

    def heard(self) -> list[dict[str, object]]:
        """Return what is known of each file that has been begun."""
        found = []
        for file in Path(self.folder).glob("*.json"):
            with suppress(OSError):
                found.append(json.loads(file.read_text()))
        return found
