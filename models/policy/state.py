"""An athlete's own sums: n, y and s per action, forward-decayed (statistics.md 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from models.domain.decisions import ACTIONS, PHI_DIM
from models.domain.rows import PosteriorUpdate
from models.policy.sums import PHI_UNIT, R_UNIT, WEIGHT_UNIT

FloatArray = npt.NDArray[np.float64]
BYTES = ACTIONS * (2 + PHI_DIM) * 8
EPOCH = date(1970, 1, 1)


def epoch_day(day: date) -> int:
    """Return the days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True, eq=False)
class AthleteState:
    """Weights n[12], weighted rewards y[12] and embeddings s[12, 32], as of a day."""

    n: FloatArray
    y: FloatArray
    s: FloatArray
    day: int
    """Days since 1970-01-01."""

    def to_bytes(self) -> bytes:
        """Return n, y, s as 3,264 bytes of little-endian float64; the day travels beside it."""
        flat = np.concatenate([self.n, self.y, self.s.ravel()])
        return flat.astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, raw: bytes, day: int) -> "AthleteState":
        """Read what `to_bytes` wrote; ValueError for any other length."""
        if len(raw) != BYTES:
            raise ValueError(f"an athlete's state has {BYTES} bytes, got {len(raw)}")
        flat = np.frombuffer(raw, dtype="<f8").astype(np.float64)
        s = flat[2 * ACTIONS :].reshape(ACTIONS, PHI_DIM)
        return cls(flat[:ACTIONS], flat[ACTIONS : 2 * ACTIONS], s, day)

    def decayed(self, to_day: int, gamma: float) -> "AthleteState":
        """Return the state as of a later day: every sum times gamma^days."""
        factor = gamma ** max(to_day - self.day, 0)
        return AthleteState(self.n * factor, self.y * factor, self.s * factor, to_day)


def empty(day: int) -> AthleteState:
    """Return a newcomer's state."""
    return AthleteState(np.zeros(ACTIONS), np.zeros(ACTIONS), np.zeros((ACTIONS, PHI_DIM)), day)


def state_of(rows: Iterable[PosteriorUpdate], day: int, gamma: float) -> AthleteState:
    """Return the decayed state of one athlete from their rows, in any order.

    Facts of one day are added as integers first, so order and batch split change no bit of it.
    """
    whole: dict[tuple[int, int], npt.NDArray[np.int64]] = {}
    for row in rows:
        if row.sign:
            key = (epoch_day(row.event_day), row.action)
            whole[key] = whole.get(key, np.zeros(2 + PHI_DIM, np.int64)) + _terms(row)
    n, y, s = np.zeros(ACTIONS), np.zeros(ACTIONS), np.zeros((ACTIONS, PHI_DIM))
    for event_day, action in sorted(whole):
        factor = gamma ** (day - event_day)
        sums = whole[event_day, action]
        n[action] += factor * float(sums[0]) * WEIGHT_UNIT
        y[action] += factor * float(sums[1]) * WEIGHT_UNIT * R_UNIT
        s[action] += factor * sums[2:].astype(np.float64) * (WEIGHT_UNIT * PHI_UNIT)
    return AthleteState(n, y, s, day)


def _terms(row: PosteriorUpdate) -> npt.NDArray[np.int64]:
    weight = row.sign * row.weight
    phi = np.asarray(row.phi, dtype=np.int64)
    return np.concatenate([[weight, weight * row.r], weight * phi]).astype(np.int64)
