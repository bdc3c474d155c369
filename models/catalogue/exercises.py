"""The single exercises that activities and plan templates prescribe."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from models.catalogue.rows import immutable

FILE = Path(__file__).with_name("exercises.json")
LEVELS = ("beginner", "intermediate", "advanced")


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise; within a pattern the file lists the preferred one first."""

    exercise_id: str
    name: str
    pattern: str
    """The place it takes in a session: squat, hinge, row, easy, ..."""
    level: str
    """Offered from this experience on."""
    equipment: tuple[str, ...]
    """All of it is needed; a chair, a wall, a towel and a loaded backpack are not equipment."""
    muscles: tuple[str, ...]
    """Groups of `lifts.MUSCLES` that a set of it counts for in full."""
    helpers: tuple[str, ...]
    """Groups that it counts for by half (Pelland 2025)."""
    loads_sites: tuple[str, ...]
    each_side: bool
    measure: str
    """reps | seconds | minutes."""
    lift: str | None
    """The barbell lift of `lifts.LIFTS` whose 1RM sets the load."""
    reps_from: int
    """Fewest repetitions that a set of it should have: 3 for the big barbell lifts, more for what
    small joints carry or no weight can be added to."""
    cue: str


@cache
def exercises() -> Mapping[str, Exercise]:
    """Return the exercises by id, in the file's order."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    found = (Exercise(**immutable(row)) for row in rows)
    return MappingProxyType({one.exercise_id: one for one in found})


def exercise_for(pattern: str, level: str, owned: Collection[str]) -> Exercise:
    """Return the first exercise of a pattern for this experience and equipment.

    Every pattern that a session names has one without equipment for beginners; ValueError else.
    """
    rank = LEVELS.index(level)
    for one in exercises().values():
        known = one.pattern == pattern and LEVELS.index(one.level) <= rank
        if known and set(one.equipment) <= set(owned):
            return one
    raise ValueError(f"no exercise of pattern {pattern!r} for {level} with {sorted(owned)}")
