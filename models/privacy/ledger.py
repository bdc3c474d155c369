"""The privacy budget: what releases have cost each athlete, and whether one more may be made.

Every athlete is in every release, so one ledger stands for all. A release is asked for again and
again (the lake is built hourly); within its period the answer is what was released before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

YEAR = timedelta(days=365)
YEAR_BUDGET = 3.0
"""Epsilon an athlete a year, judgement."""
PERIOD = timedelta(days=122)
"""A third of a year: with epsilon 1.0 a release the budget lasts, and figures can be read."""
ROUNDING = 1e-9


class BudgetSpent(ValueError):
    """One more release would cost more than the year's budget."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One withdrawal."""

    as_of: datetime
    release: str
    epsilon: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """Withdrawals in any order."""

    entries: Sequence[Entry] = ()
    budget: float = YEAR_BUDGET

    def standing(self, at: datetime) -> Entry | None:
        """Return the release whose period a time lies in; None when a new one is due."""
        near = [entry for entry in self.entries if abs(at - entry.as_of) < PERIOD]
        return max(near, key=lambda entry: entry.as_of, default=None)

    def spent(self, at: datetime) -> float:
        """Return what was withdrawn within a year of a time, on either side of it.

        A backfill stands before releases that were made already: they count as well.
        """
        return sum(entry.epsilon for entry in self._within(at))

    def left(self, at: datetime) -> float:
        """Return what may still be withdrawn."""
        return max(self.budget - self.spent(at), 0.0)

    def withdrawn(self, entry: Entry) -> "Ledger":
        """Return the ledger after a withdrawal; raise BudgetSpent when it does not suffice."""
        if not entry.epsilon > 0:
            raise ValueError(f"a release costs more than 0, got {entry.epsilon}")
        if entry.epsilon > self.left(entry.as_of) + ROUNDING:
            raise BudgetSpent(
                f"release {entry.release} asks for epsilon {entry.epsilon:g}, but "
                f"{self.spent(entry.as_of):g} of {self.budget:g} are spent within a year of it"
                f"{self._until(entry.as_of)}"
            )
        return Ledger((*self.entries, entry), self.budget)

    def _until(self, at: datetime) -> str:
        within = self._within(at)
        if not within:
            return ""
        oldest = min(entry.as_of for entry in within)
        return f"; the oldest of it leaves the year on {(oldest + YEAR).date()}"

    def _within(self, at: datetime) -> list[Entry]:
        return [entry for entry in self.entries if abs(at - entry.as_of) < YEAR]
