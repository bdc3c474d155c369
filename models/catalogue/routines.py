"""Warm-up and cool-down: small steps, each with the body sites that it loads."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("routines.json")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a routine."""

    phase: str
    """warmup | cooldown."""
    name: str
    seconds: int
    loads_sites: tuple[str, ...]
    text: str


@cache
def steps() -> tuple[Step, ...]:
    """Return all steps in the order in which they are done."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Step(**{**row, "loads_sites": tuple(row["loads_sites"])}) for row in rows)


def routine(phase: str, spared: Collection[str], seconds: int) -> tuple[Step, ...]:
    """Return the steps of a phase that load none of the spared sites, within the seconds.

    There is always a step: some load nothing.
    """
    left, chosen = seconds, []
    for step in steps():
        if step.phase == phase and not set(step.loads_sites) & set(spared) and step.seconds <= left:
            chosen.append(step)
            left -= step.seconds
    return tuple(chosen)
