"""The concrete activities that a slate may offer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = Path(__file__).with_name("activities.json")
INTENSITY_WEIGHT = {"Low": 1.0, "Moderate": 1.5, "High": 2.0}


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity with its instructions."""

    catalogue_id: str
    name: str
    type: str
    """exercise | meditation | journaling."""
    minutes: int
    intensity: str
    """Low | Moderate | High."""
    rpe: float
    """Expected effort, CR10."""
    description: str
    instructions: tuple[str, ...]
    equipment: tuple[str, ...]
    """All of it is needed."""
    loads_sites: tuple[str, ...]
    """Body sites that it stresses, in the words of `models.domain.events.Site`."""
    actions: tuple[int, ...]
    """Ids of the actions it fits."""
    contraindications: tuple[str, ...] = ()
    """States in which it is not offered, in the words of `models.safety.conditions`."""

    @property
    def planned_load(self) -> float:
        """Return session-RPE load: CR10 x minutes (Foster 1998)."""
        return self.rpe * self.minutes

    @property
    def dose(self) -> float:
        """Return minutes x intensity weight."""
        return self.minutes * INTENSITY_WEIGHT[self.intensity]


@cache
def activities() -> Mapping[str, Activity]:
    """Return the activities by catalogue id, ascending."""
    found = [_activity(row) for row in json.loads(FILE.read_text(encoding="utf-8"))]
    ordered = sorted(found, key=lambda activity: activity.catalogue_id)
    return MappingProxyType({activity.catalogue_id: activity for activity in ordered})


def _activity(row: dict[str, Any]) -> Activity:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Activity(**fields)


@cache
def fitting(action: int) -> tuple[Activity, ...]:
    """Return the activities that fit an action, in ascending id."""
    return tuple(a for a in activities().values() if action in a.actions)
