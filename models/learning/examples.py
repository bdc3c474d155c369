"""Decisions as arrays to learn from: what was known, what was offered, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from models.domain.rows import TrainingRow

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[np.str_]

SLOTS = 8
"""Columns of the slot arrays; a slate has at most 7."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """n decisions of one feature service; d context columns."""

    context: FloatArray
    """n x d, NaN = missing."""
    action: IntArray
    athlete: TextArray
    day: IntArray
    """Days since 1970-01-01 of the decision (UTC)."""
    day_index: IntArray
    """From 1, since the athlete's first decision."""
    reward: FloatArray
    """NaN while open or when censored."""
    success: FloatArray
    """1, 0, or NaN while open."""
    catalogue_id: TextArray
    """n x 8, "" where the slate has no such slot."""
    minutes: FloatArray
    completed: FloatArray
    """n x 8, NaN where there is no slot."""
    slot_probability: FloatArray

    def __len__(self) -> int:
        """Return n."""
        return len(self.action)

    def where(self, rows: BoolArray) -> "Examples":
        """Return the chosen rows."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @property
    def closed(self) -> BoolArray:
        """Return which rows have their final outcome."""
        return ~np.isnan(self.success)

    def slate(self, row: int) -> list[tuple[str, int]]:
        """Return one row's offered (catalogue id, planned minutes) in slot order."""
        offered = zip(self.catalogue_id[row], self.minutes[row], strict=True)
        return [(str(name), int(minutes)) for name, minutes in offered if name]


def examples_of(rows: Sequence[TrainingRow]) -> Examples:
    """Turn rows of gold.training_rows into arrays."""
    return Examples(
        context=_table([[_number(v) for v in row.context] for row in rows]),
        action=np.array([row.action for row in rows], dtype=np.int64),
        athlete=np.array([row.user_id for row in rows], dtype=np.str_),
        day=np.array([_epoch_day(row) for row in rows], dtype=np.int64),
        day_index=np.array([row.day_index for row in rows], dtype=np.int64),
        reward=np.array([_number(row.reward) for row in rows], dtype=np.float64),
        success=np.array([_number(row.success) for row in rows], dtype=np.float64),
        catalogue_id=np.array(
            [_padded([s.catalogue_id for s in row.slate], "") for row in rows], dtype=np.str_
        ).reshape(len(rows), SLOTS),
        minutes=_slots(rows, "planned_minutes", 0.0),
        completed=_slots(rows, "completed", np.nan),
        slot_probability=_slots(rows, "probability", 1.0),
    )


def _epoch_day(row: TrainingRow) -> int:
    return row.decided_day.toordinal() - 719_163  # date(1970, 1, 1).toordinal()


def _number(value: float | bool | None) -> float:  # noqa: FBT001 - a column's cell, not a switch
    return float("nan") if value is None else float(value)


def _table(cells: list[list[float]]) -> FloatArray:
    return np.array(cells, dtype=np.float64).reshape(len(cells), -1 if cells else 0)


def _slots(rows: Sequence[TrainingRow], field: str, fill: float) -> FloatArray:
    cells = [_padded([float(getattr(s, field)) for s in row.slate], fill) for row in rows]
    return np.array(cells, dtype=np.float64).reshape(len(rows), SLOTS)


def _padded(cells: list[float] | list[str], fill: float | str) -> list[float | str]:
    return [*cells[:SLOTS], *[fill] * (SLOTS - len(cells))]
