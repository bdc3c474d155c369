"""The learned embedding phi(x) in R^32, evaluated in numpy, row by row (decision 0004)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from models.domain.decisions import PHI_DIM
from models.policy.sums import rounded_phi

FloatArray = npt.NDArray[np.float64]
Array = npt.NDArray[np.generic]
CLIP = 4.0
"""Standardised inputs are cut here: one broken sensor must not decide a plan."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """A two-layer network over d standardised values and d missing flags."""

    version: str
    center: FloatArray
    scale: FloatArray
    w1: FloatArray
    """2d x hidden."""
    c1: FloatArray
    w2: FloatArray
    """hidden x 31; phi[0] is the constant 1."""
    c2: FloatArray

    def embed(self, context: FloatArray) -> npt.NDArray[np.int16]:
        """Return phi of n contexts (n x d, NaN = missing) as n x 32 integers of 2^-12.

        One row at a time, so that a row's answer never depends on its neighbours.
        """
        rows = [self._phi(row) for row in context]
        return rounded_phi(np.array(rows).reshape(len(rows), PHI_DIM))

    def _phi(self, row: FloatArray) -> FloatArray:
        missing = np.isnan(row)
        values = np.where(missing, 0.0, (row - self.center) / self.scale)
        inputs = np.concatenate([np.clip(values, -CLIP, CLIP), missing.astype(np.float64)])
        # einsum, not a matrix product: its sums know no threads, so every process agrees
        hidden = np.tanh(np.einsum("i,ij->j", inputs, self.w1) + self.c1)
        return np.concatenate([[1.0], np.tanh(np.einsum("i,ij->j", hidden, self.w2) + self.c2)])

    def arrays(self) -> dict[str, Array]:
        """Return what `from_arrays` needs, without the version."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "version"}

    @classmethod
    def from_arrays(cls, version: str, arrays: Mapping[str, Array]) -> "Encoder":
        """Build the encoder from stored arrays; KeyError when one is missing."""
        names = [f.name for f in fields(cls) if f.name != "version"]
        return cls(version, **{name: arrays[name] for name in names})  # type: ignore[arg-type]


def context_array(context: list[float | None]) -> FloatArray:
    """Return a record's context as d floats, NaN where it says None."""
    return np.array([np.nan if v is None else v for v in context], dtype=np.float64)
