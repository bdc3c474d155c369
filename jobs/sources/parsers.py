"""Which parser reads which source, and one file read from disk to records."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from jobs.sources import apple_health, hevy, oura
from jobs.sources.parsed import Item
from jobs.sources.sniff import APPLE, HEVY, OURA, opened

PARSERS: dict[str, Callable[[IO[bytes]], Iterator[Item]]] = {
    APPLE: apple_health.parse,
    OURA: oura.parse,
    HEVY: hevy.parse,
}


def parse_file(file: Path, source: str, member: str | None) -> Iterator[Item]:
    """Yield the records of one file; never raises for what is in it."""
    with opened(file, member) as stream:
        yield from PARSERS[source](stream)
