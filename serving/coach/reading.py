"""How the gate reads a statement: where each class of words stands, and which stand together.

The classes (a part of the body, a sensation, what can't be done ...) are in `classes.json`, English
and Chinese beside each other; a red flag is two of them close together, in either order.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).with_name("classes.json")
AFTER, BEFORE = 60, 36
"""Letters between the first class and the second, and between the second and the first."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CHINESE_LETTER = 4
"""A Chinese character says as much as so many letters."""
ALL = "|"

Spot = tuple[int, int]
Pair = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement, its neighbours, and the spots of each class of words in it."""

    before: str
    text: str
    after: str
    spots: Mapping[str, Sequence[Spot]]

    def together(self, pair: Pair) -> Iterator[Spot]:
        """Yield the stretch from one class to the nearest of the other, either side.

        Classes after the second only have to be somewhere in the statement.
        """
        if not all(self.spots[name] for name in pair):
            return
        first, second = (self.spots[name] for name in pair[:2])
        starts = [start for start, _end in second]
        for start, end in first:
            at = bisect_left(starts, end)
            if at < len(second) and self._near(end, second[at][0], AFTER):
                yield start, second[at][1]
            behind = bisect_left(starts, start) - 1
            if behind >= 0 and self._near(second[behind][1], start, BEFORE):
                yield second[behind][0], end

    def _near(self, end: int, start: int, limit: int) -> bool:
        if not 0 <= start - end <= limit:
            return False
        between = self.text[end:start]
        width = len(between) + (CHINESE_LETTER - 1) * len(CHINESE.findall(between))
        return width <= limit and words_of("apart").search(between) is None


def readings(parts: Sequence[str]) -> Iterator[Reading]:
    """Yield a reading of each statement in turn."""
    around = ["", *parts, ""]
    for (before, text), after in zip(pairwise(around), around[2:], strict=False):
        yield Reading(before, text, after, _spots(text))


def _spots(text: str) -> dict[str, list[Spot]]:
    return {name: [m.span() for m in words_of(name).finditer(text)] for name in _classes()}


@cache
def words_of(name: str) -> re.Pattern[str]:
    """Return the pattern of one class of words; English ones stand alone."""
    row = _classes()[name]
    english, chinese = ALL.join(row["en"]), ALL.join(row["zh"])
    sides = (rf"\b(?:{english})\b" if english else "", chinese)
    # ASCII: a Chinese character ends an English word
    return re.compile(ALL.join(side for side in sides if side), re.ASCII)


@cache
def _classes() -> dict[str, dict[str, list[str]]]:
    classes: dict[str, dict[str, list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return classes
