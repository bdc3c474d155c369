"""Weekly working sets of each muscle group, and the range that a plan keeps to."""

from collections.abc import Iterable

from models.catalogue.lifts import MUSCLES
from models.catalogue.prescription import Prescription

HELPS = 0.5
"""A helping group counts half a set (Pelland 2025, 10.1007/s40279-025-02344-w)."""
MAJOR = ("chest", "back", "shoulders", "quads", "hamstrings", "glutes")
"""Groups that no plan with lifting may leave out; arms and core are trained with them."""
MOST = {"beginner": 12.0, "intermediate": 16.0, "advanced": 20.0}
"""12-20 is the range for trained young men; above it only the triceps grew more (Baz-Valle 2022,
PMC8884877). What lower levels get less is judgement."""
TWO_MUSCLES = 2.0
"""`arms` holds biceps and triceps: twice as many."""
LEAST = {
    "strength": 3.0,
    "muscle": 4.0,
    "endurance": 2.0,
    "fat_loss": 2.0,
    "general_health": 2.0,
    "stress_relief": 2.0,
}
"""About 4 weekly sets grow muscle, about 2 raise strength (Pelland 2025)."""
MUSCLE_FULL = 8.0
"""... where muscle is trained four days or more and not by a beginner: 10 grow more than 5-9
(Schoenfeld 2016), which sessions of 50 minutes do not reach for every group."""


def weekly_sets(work: Iterable[Prescription]) -> dict[str, float]:
    """Return the working sets per muscle group of a week's prescriptions; easy holds count too."""
    found = dict.fromkeys(MUSCLES, 0.0)
    for one in work:
        for muscle in one.what.muscles:
            found[muscle] += one.sets
        for muscle in one.what.helpers:
            found[muscle] += HELPS * one.sets
    return found


def least_sets(goal: str, experience: str, days_per_week: int) -> float:
    """Return the fewest weekly sets of a major group."""
    full = goal == "muscle" and experience != "beginner" and days_per_week >= 4
    return MUSCLE_FULL if full else LEAST[goal]


def most_sets(muscle: str, experience: str) -> float:
    """Return the most weekly sets of a group."""
    return MOST[experience] * (TWO_MUSCLES if muscle == "arms" else 1.0)
