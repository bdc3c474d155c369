"""Which lift and which muscle groups an exercise of a strength log stands for, by its name."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("lifts.json")
LIFTS = ("squat", "bench", "deadlift", "press", "row")
"""Barbell lifts whose e1RM is followed."""
MUSCLES = ("chest", "back", "shoulders", "arms", "quads", "hamstrings", "glutes", "core")


@dataclass(frozen=True, slots=True)
class Movement:
    """Exercises whose lower-case name matches a pattern that Java and Python read alike."""

    pattern: str
    lift: str | None
    muscles: tuple[str, ...]
    """Groups that a working set of it counts for in full."""


@cache
def movements() -> tuple[Movement, ...]:
    """Return the movements; an exercise is the first one that its name matches."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Movement(row["pattern"], row["lift"], tuple(row["muscles"])) for row in rows)
