"""The traits of n athletes of one world as arrays: everything that lives is stepped as a squad."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.domain.decisions import ACTIONS
from models.simulator.truth import ADHERENCE, ADHERENCE_SD, LEAVES_SOONER, Traits
from models.simulator.worlds import World

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
POPULATION = (0.1, -0.2, 0.2, 0.1, 0.0, 0.0, -0.2, 0.2, 0.1, 0.0, 0.1, 0.2)
"""Mean effect of each action on the logit of doing an activity."""
GOAL_FIT: dict[str, dict[int, float]] = {
    "strength": {8: 0.5, 1: 0.3},
    "muscle": {8: 0.4, 6: 0.2},
    "endurance": {9: 0.5, 6: 0.3},
    "fat_loss": {9: 0.4, 11: 0.2},
    "general_health": {0: 0.2, 11: 0.3},
    "stress_relief": {2: 0.4, 4: 0.3, 10: 0.3},
}
LIFTERS = frozenset({"strength", "muscle"})
LIFTS, ALSO_LIFTS = 0.75, 0.35
"""Share of the own training that is lifting."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Squad:
    """n athletes; a row each."""

    world: World
    adherence: FloatArray
    action_effect: FloatArray
    """n x 12: population, goal and own effect, on the logit."""
    taste: FloatArray
    """n x types."""
    wellbeing_effect: FloatArray
    ln_hrv: FloatArray
    resting_hr: FloatArray
    sleep_h: FloatArray
    root_steps: FloatArray
    breaths: FloatArray
    restless: FloatArray
    anxiety: FloatArray
    shows: FloatArray
    frankness: FloatArray
    watch: BoolArray
    by_night: BoolArray
    ring: BoolArray
    unworn: BoolArray
    """n x weeks."""
    patience: FloatArray
    frailty: FloatArray
    capacity: FloatArray
    leaving: FloatArray
    """Own multiple of the world's hazard of leaving."""
    training_days: FloatArray
    """A week."""
    lifts: FloatArray

    @property
    def size(self) -> int:
        """Return n."""
        return len(self.adherence)


NUMBERS = (
    *("adherence", "taste", "wellbeing_effect", "ln_hrv", "resting_hr", "sleep_h", "root_steps"),
    *("breaths", "restless", "anxiety", "shows", "frankness", "patience", "frailty", "capacity"),
)
FLAGS = ("watch", "by_night", "ring", "unworn")


def squad_of(people: Sequence[Traits]) -> Squad:
    """Return athletes of one world as arrays, in their order."""
    numbers: dict[str, Any] = {
        name: np.array([getattr(p, name) for p in people], float) for name in NUMBERS
    }
    flags: dict[str, Any] = {
        name: np.array([getattr(p, name) for p in people], bool) for name in FLAGS
    }
    spread = (numbers["adherence"] - ADHERENCE) / ADHERENCE_SD
    return Squad(
        world=people[0].world,
        action_effect=np.array([_effects(p) for p in people]),
        leaving=np.exp(-LEAVES_SOONER * spread),
        training_days=np.array([p.profile.days_per_week for p in people], float),
        lifts=np.array([LIFTS if p.profile.goal in LIFTERS else ALSO_LIFTS for p in people]),
        **numbers,
        **flags,
    )


def _effects(person: Traits) -> list[float]:
    fit = GOAL_FIT[person.profile.goal]
    return [POPULATION[a] + person.action_effect[a] + fit.get(a, 0.0) for a in range(ACTIONS)]
