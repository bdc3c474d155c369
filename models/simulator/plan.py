"""What athletes are offered on one day, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.catalogue.activities import Activity
from models.simulator.truth import TYPES

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
SLOTS = 8
INTENSITIES = ("Low", "Moderate", "High")
NOTHING = -1
"""Action of an athlete without a plan, place of an empty slot."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Up to SLOTS activities for each of n athletes; all arrays but `action` are n x SLOTS."""

    weekday: int
    """0 = Monday."""
    action: IntArray
    offered: BoolArray
    kind: IntArray
    """Place in TYPES."""
    intensity: IntArray
    """Place in INTENSITIES."""
    minutes: FloatArray
    """0 where nothing is offered."""
    rpe: FloatArray

    @property
    def load(self) -> FloatArray:
        """Return the session-RPE load of each place."""
        return self.rpe * self.minutes


@dataclass(frozen=True, slots=True, eq=False)
class Menu:
    """m activities as columns."""

    kind: IntArray
    intensity: IntArray
    minutes: FloatArray
    rpe: FloatArray

    def plan(self, weekday: int, action: IntArray, places: IntArray) -> Plan:
        """Offer n athletes the activities at `places` (n x SLOTS)."""
        offered = (places != NOTHING) & (action != NOTHING)[:, None]
        at = np.where(offered, places, 0)
        return Plan(
            weekday=weekday,
            action=action,
            offered=offered,
            kind=self.kind[at],
            intensity=self.intensity[at],
            minutes=np.where(offered, self.minutes[at], 0.0),
            rpe=self.rpe[at],
        )


def menu_of(activities: Sequence[Activity]) -> Menu:
    """Return activities as columns, in their order."""
    return Menu(
        kind=np.array([TYPES.index(a.type) for a in activities], dtype=np.int64),
        intensity=np.array([INTENSITIES.index(a.intensity) for a in activities], dtype=np.int64),
        minutes=np.array([a.minutes for a in activities], dtype=np.float64),
        rpe=np.array([a.rpe for a in activities], dtype=np.float64),
    )


def one_plan(weekday: int, action: int, offered: Sequence[Activity]) -> Plan:
    """Return the plan of one athlete; at most SLOTS activities, in slot order."""
    places = np.full((1, SLOTS), NOTHING, dtype=np.int64)
    places[0, : len(offered)] = np.arange(len(offered))
    return menu_of(offered).plan(weekday, np.array([action], dtype=np.int64), places)
