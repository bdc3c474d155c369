"""Sums that really are additive (statistics.md 1): 64-bit integers, any order, bit for bit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from models.domain.decisions import PHI_DIM
from models.domain.rows import PopulationSum, PosteriorUpdate

IntArray = npt.NDArray[np.int64]

PHI_UNIT = 2.0**-12
R_UNIT = 2.0**-12
WEIGHT_UNIT = 2.0**-8
PHI_LOW, PHI_HIGH = -8.0, 8.0 - 2.0**-12


def rounded_r(reward: float) -> int:
    """Return a reward in units of 2^-12."""
    return round(reward / R_UNIT)


def rounded_weight(weight: float) -> int:
    """Return a weight in units of 2^-8."""
    return round(weight / WEIGHT_UNIT)


def rounded_phi(phi: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    """Return phi clipped to [-8, 8 - 2^-12] in units of 2^-12."""
    return np.rint(np.clip(phi, PHI_LOW, PHI_HIGH) / PHI_UNIT).astype(np.int16)


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Applied facts as integer columns: one row a fact, sign included in w."""

    user: npt.NDArray[np.str_]
    action: IntArray
    day: IntArray
    """Days since 1970-01-01."""
    w: IntArray
    r: IntArray
    phi: IntArray
    """rows x 32."""

    @classmethod
    def of(cls, rows: Iterable[PosteriorUpdate]) -> "Facts":
        """Return the columns of the rows that change a sum."""
        kept = [row for row in rows if row.sign]
        return cls(
            np.array([row.user_id for row in kept], dtype=np.str_),
            np.array([row.action for row in kept], dtype=np.int64),
            np.array([row.event_day.toordinal() - _ORDINAL for row in kept], dtype=np.int64),
            np.array([row.sign * row.weight for row in kept], dtype=np.int64),
            np.array([row.r for row in kept], dtype=np.int64),
            np.array([row.phi for row in kept], dtype=np.int64).reshape(len(kept), PHI_DIM),
        )


_ORDINAL = date(1970, 1, 1).toordinal()


def population_sums(rows: Sequence[PosteriorUpdate]) -> list[PopulationSum]:
    """Return the integer sums per (learner, action, event_day), ascending."""
    groups: dict[tuple[str, int, date], list[PosteriorUpdate]] = {}
    for row in rows:
        if row.sign:
            groups.setdefault((row.learner, row.action, row.event_day), []).append(row)
    return [_sum_of(key, groups[key]) for key in sorted(groups)]


def _sum_of(key: tuple[str, int, date], rows: list[PosteriorUpdate]) -> PopulationSum:
    f = Facts.of(rows)
    wr = f.w * f.r
    return PopulationSum(
        learner=key[0],
        action=key[1],
        event_day=key[2],
        n=int(f.w.sum()),
        y=int(wr.sum()),
        s=[int(v) for v in f.w @ f.phi],
        a=[int(v) for v in ((f.phi * f.w[:, None]).T @ f.phi).ravel()],
        b=[int(v) for v in wr @ f.phi],
        q=int((wr * f.r).sum()),
        count=int(np.sign(f.w).sum()),
    )
