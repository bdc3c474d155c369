"""One column of the context, and where the columns are written down."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("groups")


@dataclass(frozen=True, slots=True)
class Feature:
    """One column: what it is, in which unit, within which range, from how much data."""

    name: str
    group: str
    unit: str
    low: float
    high: float
    """A value outside of [low, high] is refused: missing, and counted."""
    minimum: str
    """Minimum-data rule; with less the feature is missing, never 0."""
    source: str
    """Who measures it, or whose formula it is."""
    description: str
    view: str = "daily_features"
    dtype: str = "float64"


def written(group: str) -> tuple[Feature, ...]:
    """Return the features of a group's file, in its order."""
    rows = json.loads((FOLDER / f"{group}.json").read_text(encoding="utf-8"))
    return tuple(Feature(group=group, **row) for row in rows)
