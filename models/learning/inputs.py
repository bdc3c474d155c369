"""What both networks read: standardised values and missing flags, whole sensor groups dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from models.learning.nets import Stream, tensor

FloatArray = npt.NDArray[np.float64]

CLIP = 4.0
"""As in `models.policy.completion` and `models.policy.encoder`."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Centre and spread of the d context columns, missing values left out."""

    center: FloatArray
    scale: FloatArray

    @classmethod
    def of(cls, context: FloatArray) -> "Scaling":
        """Measure the columns; an empty or constant one gets spread 1."""
        known = ~np.isnan(context)
        count = np.maximum(known.sum(axis=0), 1)
        center = np.where(known, context, 0.0).sum(axis=0) / count
        gaps = np.where(known, context - center, 0.0)
        spread = np.sqrt((gaps * gaps).sum(axis=0) / count)
        return cls(center, np.where(spread > 1e-9, spread, 1.0))

    def values(self, context: FloatArray) -> FloatArray:
        """Return standardised values, cut at +-CLIP, 0 where missing."""
        filled = np.where(np.isnan(context), self.center, context)
        return np.asarray(np.clip((filled - self.center) / self.scale, -CLIP, CLIP))


class Inputs:
    """The context columns as tensors, with sensor groups to drop in training."""

    def __init__(self, context: FloatArray, groups: Sequence[str], scaling: Scaling) -> None:
        self.values = tensor(scaling.values(context))
        self.missing = tensor(np.isnan(context).astype(np.float64))
        names = sorted(set(groups))
        self.groups = len(names)
        self.group = torch.tensor([names.index(name) for name in groups])

    def batch(self, rows: torch.Tensor, stream: Stream, drop: float) -> torch.Tensor:
        """Return rows x 2d inputs; a dropped group reads as missing (statistics.md 3)."""
        kept = stream.kept(len(rows), self.groups, drop)[:, self.group]
        missing = 1.0 - (1.0 - self.missing[rows]) * kept
        return torch.cat([self.values[rows] * kept, missing], dim=1)
