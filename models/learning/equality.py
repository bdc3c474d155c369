"""Two ways to the same sums: how far apart are they, in integers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.domain.decisions import PHI_DIM
from models.domain.rows import PopulationSum, PosteriorUpdate
from models.policy.sums import Facts, population_sums

IntArray = npt.NDArray[np.int64]
Key = tuple[str, int, int]
"""Athlete, action, day since 1970-01-01."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Largest absolute differences; 0 when both sides have the same sums."""

    athletes: int
    """Of n, y and s per (athlete, action, day)."""
    population: int
    """Of n, y, s, A, b and q per (learner, action, day)."""

    @property
    def largest(self) -> int:
        """Return the larger of both."""
        return max(self.athletes, self.population)


def gap(one: Sequence[PosteriorUpdate], two: Sequence[PosteriorUpdate]) -> Gap:
    """Return how far the integer sums of two sets of rows are apart; order does not matter."""
    return Gap(
        _largest(athlete_sums(one), athlete_sums(two)),
        _largest(_population(one), _population(two)),
    )


def athlete_sums(rows: Sequence[PosteriorUpdate]) -> dict[Key, IntArray]:
    """Return n, y, s[32] per (athlete, action, day)."""
    facts = Facts.of(rows)
    users, user = np.unique(facts.user, return_inverse=True)
    key = np.stack([user, facts.action, facts.day], axis=1)
    groups, index = np.unique(key, axis=0, return_inverse=True)
    terms = np.column_stack([facts.w, facts.w * facts.r, facts.w[:, None] * facts.phi])
    sums = np.zeros((len(groups), 2 + PHI_DIM), dtype=np.int64)
    np.add.at(sums, index.reshape(-1), terms)
    return {
        (str(users[g]), int(a), int(d)): total
        for (g, a, d), total in zip(groups, sums, strict=True)
    }


def _population(rows: Sequence[PosteriorUpdate]) -> dict[tuple[str, int, int], IntArray]:
    return {
        (one.learner, one.action, one.event_day.toordinal()): _flat(one)
        for one in population_sums(rows)
    }


def _flat(one: PopulationSum) -> IntArray:
    return np.array([one.n, one.y, *one.s, *one.a, *one.b, one.q], dtype=np.int64)


def _largest(one: dict[Key, IntArray], two: dict[Key, IntArray]) -> int:
    """Return the largest difference; a group that only one side has counts whole."""
    gaps = [0]
    for key in one.keys() | two.keys():
        held = one[key] if key in one else np.zeros_like(two[key])
        other = two[key] if key in two else np.zeros_like(held)
        gaps.append(int(np.abs(held - other).max()))
    return max(gaps)
