"""How far the workers are with their files: small files in a folder that they share."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A folder with one JSON file for each file that is being read.

    Workers on other machines have no such folder: then nothing is said, and nothing breaks.
    """

    folder: str

    def say(self, index: int, read: int, found: Mapping[str, int]) -> None:
        """Replace what is known of a file: its bytes read and the records found so far."""
        draft = Path(self.folder, f"{index}.new")
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
