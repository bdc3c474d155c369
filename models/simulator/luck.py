"""The luck of a day: a fixed row of draws per athlete, so that one and many live the same life.

Row d of an athlete is the same however many days or athletes are drawn at once, and whatever the
athlete is offered: two policies meet the same luck (common random numbers).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulator.plan import SLOTS
from models.simulator.truth import SEED_KEYS, stream

FloatArray = npt.NDArray[np.float64]
NORMALS = (
    *("wellbeing", "slow_heart", "sleep", "own_minutes"),
    *("rmssd", "sdnn", "resting_hr", "lowest_hr", "score", "temperature", "breaths", "steps"),
    *("restless", "mood", "sleep_quality", "stress", "anxiety", "soreness", "session"),
)
PER_SLOT_NORMALS = ("before", "after", "difficulty")
CHANCES = (
    *("opens", "speaks", "hurts", "pain", "dizzy", "watch", "ring", "keen", "lifts", "sport"),
    *("ill", "ill_days", "away", "away_days", "injured", "injured_days", "says_of_session"),
)
PER_SLOT_CHANCES = ("done", "reports", "rates")
NORMAL_AT = {name: place for place, name in enumerate(NORMALS)}
CHANCE_AT = {name: place for place, name in enumerate(CHANCES)}
NORMAL_COUNT = len(NORMALS) + SLOTS * len(PER_SLOT_NORMALS)
CHANCE_COUNT = len(CHANCES) + SLOTS * len(PER_SLOT_CHANCES)


@dataclass(frozen=True, slots=True, eq=False)
class Luck:
    """One day's draws of n athletes."""

    normals: FloatArray
    chances: FloatArray

    def normal(self, name: str) -> FloatArray:
        """Return n standard normals."""
        return self.normals[:, NORMAL_AT[name]]

    def chance(self, name: str) -> FloatArray:
        """Return n uniforms."""
        return self.chances[:, CHANCE_AT[name]]

    def slot_normal(self, name: str) -> FloatArray:
        """Return n x SLOTS standard normals."""
        start = len(NORMALS) + SLOTS * PER_SLOT_NORMALS.index(name)
        return self.normals[:, start : start + SLOTS]

    def slot_chance(self, name: str) -> FloatArray:
        """Return n x SLOTS uniforms."""
        start = len(CHANCES) + SLOTS * PER_SLOT_CHANCES.index(name)
        return self.chances[:, start : start + SLOTS]


class Fate:
    """One athlete's private streams; each call of `next` is one day."""

    def __init__(self, seed: int, index: int) -> None:
        self._normals = stream(seed, index, SEED_KEYS["luck"])
        self._chances = stream(seed, index, SEED_KEYS["chance"])

    def next(self) -> Luck:
        """Return the next day's luck."""
        return self.days(1)[0]

    def days(self, count: int) -> list[Luck]:
        """Return the luck of the next days."""
        normals, chances = self.rows(count)
        return [Luck(normals[d : d + 1], chances[d : d + 1]) for d in range(count)]

    def rows(self, count: int) -> tuple[FloatArray, FloatArray]:
        """Return the draws of the next days, a row each."""
        normals = self._normals.standard_normal((count, NORMAL_COUNT))
        return normals, self._chances.random((count, CHANCE_COUNT))


def luck_of(seed: int, athletes: Sequence[int], days: int) -> list[Luck]:
    """Return the days' luck of many athletes: row i of each is that of athletes[i]."""
    rows = [Fate(seed, index).rows(days) for index in athletes]
    normals = np.stack([one[0] for one in rows], axis=1)
    chances = np.stack([one[1] for one in rows], axis=1)
    return [Luck(normals[d], chances[d]) for d in range(days)]
