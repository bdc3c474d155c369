"""Sessions of a plan: outlines as authored, and what becomes of one for an athlete and a week."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from models.catalogue.prescription import Prescription
from models.catalogue.routines import Step

FILE = Path(__file__).with_name("sessions.json")
OPENINGS = Path(__file__).with_name("openings.json")
WARM_EFFORT, COOL_EFFORT = 2.0, 1.5
LOW_BELOW, HIGH_FROM = 4.0, 7.5
"""CR10 at which a part counts as Moderate, and as High (weights of `activities`)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A session as authored: a lift one names patterns by role, the others timed blocks."""

    key: str
    name: str
    kind: str
    """lift | cardio | yoga | off."""
    action: int
    note: str
    slots: tuple[tuple[str, str], ...]
    """(role, pattern), the most important first; the last ones go when time is short."""
    blocks: Mapping[str, tuple[Mapping[str, Any], ...]]
    """By experience."""


@dataclass(frozen=True, slots=True)
class Session:
    """One day of a plan, ready to be done."""

    outline: Outline
    action: int
    """What the rules do on this day; a key like `full_a:1` gives another than the outline's."""
    warmup: tuple[Step, ...]
    work: tuple[Prescription, ...]
    cooldown: tuple[Step, ...]

    @property
    def training(self) -> bool:
        """Return whether it is a training session and not a day off."""
        return self.outline.kind != "off"

    @property
    def parts(self) -> tuple[tuple[float, float], ...]:
        """Return (minutes, CR10 effort) of warm-up, every piece of work, and cool-down."""
        return (
            (sum(s.seconds for s in self.warmup) / 60, WARM_EFFORT),
            *((one.time_s / 60, one.session_effort) for one in self.work),
            (sum(s.seconds for s in self.cooldown) / 60, COOL_EFFORT),
        )

    @property
    def minutes(self) -> int:
        """Return its length, rests included."""
        return round(sum(minutes for minutes, _ in self.parts))

    @property
    def load(self) -> float:
        """Return the session-RPE load, CR10 x minutes."""
        return sum(minutes * effort for minutes, effort in self.parts)

    @property
    def dose(self) -> float:
        """Return minutes x intensity weight."""
        return sum(minutes * _weight(effort) for minutes, effort in self.parts)


def _weight(effort: float) -> float:
    if effort < LOW_BELOW:
        return 1.0
    return 1.5 if effort < HIGH_FROM else 2.0


@cache
def outlines() -> Mapping[str, Outline]:
    """Return the authored sessions by key."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    found = {
        row["key"]: Outline(
            **{k: row[k] for k in ("key", "name", "kind", "action", "note")},
            slots=tuple((role, pattern) for role, pattern in row["slots"]),
            blocks={level: tuple(blocks) for level, blocks in row["blocks"].items()},
        )
        for row in rows
    }
    return MappingProxyType(found)


@cache
def opening(kind: str, phase: str) -> tuple[Step, ...]:
    """Return the warm-up or cool-down steps of a kind of session; a day off has none."""
    rows = json.loads(OPENINGS.read_text(encoding="utf-8"))
    return tuple(
        Step(phase, r["name"], r["seconds"], tuple(r["loads_sites"]), r["text"])
        for r in rows
        if (r["kind"], r["phase"]) == (kind, phase)
    )
