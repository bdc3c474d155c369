"""Oura's documents as files of an athlete's landing folder: the same content, the same bytes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jobs.landing import DRAFT
from jobs.sources.oura import PRIVATE
from jobs.sources.oura_client import OuraClient
from jobs.sources.oura_kinds import KINDS, Kind
from jobs.sources.oura_refusals import Refused
from jobs.sources.oura_tokens import NotSignedIn
from jobs.sources.oura_windows import Days, questions

Told = Callable[["Fetched"], None]


@dataclass(slots=True)
class Fetched:
    """What became of one kind; filled while it is fetched."""

    kind: str
    documents: int = 0
    """Written, doubles and other days' left out."""
    pages: int = 0
    """Asked for; one without new documents is no file."""
    files: int = 0
    problem: str = ""


def fetch(client: OuraClient, days: Days, folder: Path, told: Told) -> list[Fetched]:
    """Fetch every kind into a folder and tell of each page; a kind that fails stops no other.

    Without a token that Oura takes, nothing more is asked.
    """
    found = [Fetched(kind.name) for kind in KINDS]
    for kind, one in zip(KINDS, found, strict=True):
        try:
            _fetch_kind(client, kind, days, Landed(folder, kind, days, one), told)
        except Refused as refused:
            one.problem = str(refused)
        except NotSignedIn as error:
            for unasked in found[found.index(one) :]:
                unasked.problem = str(error)
            break
        finally:
            told(one)
    return found


def _fetch_kind(client: OuraClient, kind: Kind, days: Days, landed: "Landed", told: Told) -> None:
    for asked in questions(kind, days):
        for documents in client.pages(kind, asked):
            landed.add(documents)
            told(landed.found)
    landed.finish()


class Landed:
    """Writes one kind's pages: `KIND_FIRST_LAST_0001.json`."""

    def __init__(self, folder: Path, kind: Kind, days: Days, found: Fetched) -> None:
        self.found = found
        self._folder, self._kind, self._days = folder, kind, days
        span = f"_{days.first}_{days.last}" if kind.asked_by in ("date", "datetime") else ""
        self._stem = f"{kind.name}{span}"
        self._seen: set[bytes] = set()

    def add(self, documents: list[Any]) -> None:
        """Write a page without what came before and what is of other days."""
        self.found.pages += 1
        new = [text for text in map(self._text, documents) if text and self._is_new(text)]
        if not new:
            return
        self.found.documents += len(new)
        self.found.files += 1
        self._write(self._file(self.found.files), f'{{"data":[{",".join(new)}],"next_token":null}}')

    def finish(self) -> None:
        """Remove the pages of an earlier, longer answer to the same question."""
        number = self.found.files + 1
        while (old := self._file(number)).exists():
            old.unlink()
            number += 1

    def _text(self, document: Any) -> str:
        """Return one spelling of a document; empty for one of another day."""
        if isinstance(document, dict):
            if not self._days.hold(self._kind, document):
                return ""
            document = {name: value for name, value in document.items() if name != PRIVATE}
        return json.dumps(document, sort_keys=True, separators=(",", ":"))

    def _is_new(self, text: str) -> bool:
        digest = blake2b(text.encode(), digest_size=16).digest()
        known = digest in self._seen
        self._seen.add(digest)
        return not known

    def _file(self, number: int) -> Path:
        return self._folder / f"{self._stem}_{number:04}.json"

    def _write(self, file: Path, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(DRAFT)
        draft.write_text(text)
        draft.replace(file)
