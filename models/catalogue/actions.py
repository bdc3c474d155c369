"""The twelve coaching actions; an id never changes its meaning."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("actions.json")


@dataclass(frozen=True, slots=True)
class Action:
    """One strategy x intensity."""

    id: int
    key: str
    name: str
    strategy: str
    intensity: str
    family: str
    """steady | push | ease | mind."""
    progressive: bool
    """Raises load: never explored blindly, at most once in 72 h."""
    rest_like: bool
    """Counts against the template's weekly rest."""


@cache
def actions() -> tuple[Action, ...]:
    """Return the actions in id order."""
    return tuple(Action(**row) for row in json.loads(FILE.read_text(encoding="utf-8")))
