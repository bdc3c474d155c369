"""What the gate listens for, as data: classes of words that stand together, and fixed phrases."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from serving.coach.reading import Pair, Reading, Spot

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to listen for; any of its words, pairs and phrases is enough."""

    symptom: str
    """In the words of `models.domain.events.Symptom`; empty for a crisis."""
    level: str
    words: tuple[str, ...]
    pairs: tuple[Pair, ...]
    phrases: tuple[re.Pattern[str], ...]
    unless: tuple[str, ...]
    """Contexts in which the words mean something else: laughter, a strap, a broken heart."""
    at_rest: bool
    """Counts only where the athlete is at rest: after a sprint it is no symptom."""

    def spots(self, reading: Reading) -> Iterator[Spot]:
        """Yield each stretch of a statement that says it."""
        for name in self.words:
            yield from reading.spots[name]
        for pair in self.pairs:
            yield from reading.together(pair)
        for phrase in self.phrases:
            yield from (match.span() for match in phrase.finditer(reading.text))


@cache
def rules() -> tuple[Rule, ...]:
    """Return the red flags and what tells of a crisis."""
    return tuple(_rule(row) for name in ("red_flags.json", "crisis.json") for row in read(name))


@cache
def unclear_rules() -> tuple[Rule, ...]:
    """Return what is worth a question: a part of the body that feels strange, not how."""
    return tuple(_rule(row) for row in read("unclear.json"))


def read(name: str) -> Any:
    """Return one of the gate's data files."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def each(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    """Return the patterns one by one: a single one with all of them is five times slower."""
    # ASCII: a Chinese character ends an English word
    return tuple(re.compile(pattern, re.ASCII) for pattern in patterns)


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(
        symptom=row["symptom"],
        level=row["level"],
        words=tuple(row.get("words", ())),
        pairs=tuple(tuple(pair) for pair in row.get("pairs", ())),
        phrases=each(row.get("patterns", [])),
        unless=tuple(row.get("unless", ())),
        at_rest=row.get("needs") == "rest",
    )
