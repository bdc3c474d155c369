"""Parse an Apple Health export as a stream, in constant memory.

kind: the vendor's type (`HKQuantityTypeIdentifierStepCount`, `HKCategoryTypeIdentifierSleepAnalysis`,
...) or `Workout`. attributes: the element's own (`sourceName`, `unit`, `value`, `startDate`,
`endDate`, `creationDate`, `device`; workouts: `workoutActivityType`, `duration`, `durationUnit`,
`totalEnergyBurned`, `totalDistance` and their `...Unit`), `meta:KEY` of each MetadataEntry and
`stat:TYPE:sum|average|minimum|maximum|unit` of each WorkoutStatistics.

Records inside a Correlation stand a second time at top level (facts.md 12) and are left out here.
"""

import re
from collections.abc import Iterator
from typing import IO

from lxml import etree

from jobs.sources.parsed import Broken, Item, NoTime, Parsed, Rejected, instant
from jobs.sources.sniff import Bounded, OverBudget

CHUNK = 1 << 18
ROOT = b"<HealthData"
FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Not allowed in XML 1.0, seen in real exports."""
KEPT = ("Record", "Workout")
STATISTICS = ("sum", "average", "minimum", "maximum", "unit")


class _Target:
    """Collects finished records; the parser keeps no tree."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._depth = 0
        self._open: dict[str, str] | None = None
        self._tag = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:
            self._tag, self._open = tag, dict(attributes) if tag in KEPT else None
        elif self._open is not None:
            self._inner(tag, attributes)

    def _inner(self, tag: str, attributes: dict[str, str]) -> None:
        assert self._open is not None
        if tag == "MetadataEntry":
            self._open[f"meta:{attributes.get('key', '')}"] = attributes.get("value", "")
        elif tag == "WorkoutStatistics":
            for name in STATISTICS:
                if name in attributes:
                    self._open[f"stat:{attributes.get('type', '')}:{name}"] = attributes[name]

    def end(self, tag: str) -> None:
        if self._depth == 2 and self._open is not None:
            self.items.append(_item(tag, self._open))
            self._open = None
        self._depth -= 1

    def data(self, text: str) -> None:
        """Ignore text: values stand in attributes."""

    def comment(self, text: str) -> None:
        """Ignore comments."""

    def close(self) -> list[Item]:
        return self.taken()

    def taken(self) -> list[Item]:
        items, self.items = self.items, []
        return items


def parse(stream: IO[bytes]) -> Iterator[Item]:
    """Yield every record; a Broken item ends a file that is truncated or not XML."""
    target = _Target()
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        for chunk in _body(stream):
            parser.feed(chunk)
            yield from target.taken()
        parser.close()
        yield from target.taken()
    except (etree.XMLSyntaxError, OverBudget, EOFError, OSError) as error:
        yield from target.taken()
        yield Broken(str(error))


def _body(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the document from its root on, control characters removed.

    Everything before the root is dropped: the internal DTD of iOS 16.0 is not well formed, and
    without a DTD no entity can expand.
    """
    bounded = Bounded(stream)
    head = b""
    while ROOT not in head:
        chunk = bounded.read(CHUNK)
        if not chunk:
            break
        head += chunk
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield FORBIDDEN.sub(b"", head[max(head.find(ROOT), 0) :])
    while chunk := bounded.read(CHUNK):
        yield FORBIDDEN.sub(b"", chunk)


def _item(tag: str, attributes: dict[str, str]) -> Item:
    kind = attributes.get("type", "") if tag == "Record" else tag
    raw = " ".join(f'{k}="{v}"' for k, v in list(attributes.items())[:12])
    if not kind:
        return Rejected("no_type", f"{tag} without a type", raw)
    try:
        start = instant(attributes["startDate"])
        instant(attributes["endDate"])
    except KeyError as error:
        return Rejected("no_date", f"{kind} without {error.args[0]}", raw)
    except NoTime as error:
        return Rejected("bad_date", str(error), raw)
    return Parsed(kind, start, attributes)
