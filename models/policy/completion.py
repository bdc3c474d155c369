"""How likely an athlete completes an activity, and a whole plan: numpy inference of a small net.

A trunk reads the context and the action; an activity's logit is the trunk's answer times the
activity's vector. Plan success (statistics.md 5: at least 80 % of the planned minutes) starts
from the exact enumeration of the slate's outcomes and corrects it for what days have in common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt

from models.domain.decisions import ACTIONS

FloatArray = npt.NDArray[np.float64]
Array = npt.NDArray[np.generic]

SUCCESS_SHARE = 0.8
CLIP = 4.0
"""Standardised inputs are cut here: one broken sensor must not decide a plan."""
SLOTS = 8
"""Slots with an effect of their own; later ones share the last."""
EDGE = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Completion:
    """The model's arrays: d context columns, h hidden units, n known activities."""

    version: str
    center: FloatArray
    scale: FloatArray
    w1: FloatArray
    """(2 d + actions) x h1: standardised value, missing flag, action."""
    c1: FloatArray
    w2: FloatArray
    c2: FloatArray
    ids: Array
    """n catalogue ids, ascending, as fixed-width text."""
    vectors: FloatArray
    """n x h2."""
    bias: FloatArray
    slot_bias: FloatArray
    plan: FloatArray
    """h2 + 2: intercept, weight of the enumerated logit, correction by the trunk."""

    def trunk(self, context: FloatArray, action: int) -> FloatArray:
        """Return h2 hidden values of one context (d, NaN = missing) under an action."""
        inputs = np.concatenate([self._standardised(context), np.eye(ACTIONS)[action]])
        return np.asarray(np.tanh(np.tanh(inputs @ self.w1 + self.c1) @ self.w2 + self.c2))

    def activities(
        self, context: FloatArray, catalogue_ids: Sequence[str], action: int, *, slot: int = 1
    ) -> FloatArray:
        """Return the completion probability of each activity, were it offered in this slot."""
        hidden = self.trunk(context, action)
        return _sigmoid(self._logits(hidden, catalogue_ids, [slot] * len(catalogue_ids)))

    def activity(
        self, context: FloatArray, catalogue_id: str, action: int, *, slot: int = 1
    ) -> float:
        """Return the completion probability of one activity in one slot."""
        return float(self.activities(context, [catalogue_id], action, slot=slot)[0])

    def plan_success(
        self, context: FloatArray, action: int, slate: Sequence[tuple[str, int]]
    ) -> float:
        """Return P(plan success) of a slate of (catalogue id, planned minutes), in slot order."""
        return float(_sigmoid(self.plan_inputs(context, action, slate) @ self.plan))

    def plan_inputs(
        self, context: FloatArray, action: int, slate: Sequence[tuple[str, int]]
    ) -> FloatArray:
        """Return what the plan's weights multiply: 1, the enumerated logit, the hidden values."""
        hidden = self.trunk(context, action)
        ids, minutes = [one[0] for one in slate], [float(one[1]) for one in slate]
        each = _sigmoid(self._logits(hidden, ids, list(range(1, len(ids) + 1))))
        return np.concatenate([[1.0, _logit(enumerated(each, np.asarray(minutes)))], hidden])

    def _standardised(self, context: FloatArray) -> FloatArray:
        missing = np.isnan(context)
        values = np.where(missing, 0.0, (context - self.center) / self.scale)
        return np.concatenate([np.clip(values, -CLIP, CLIP), missing.astype(np.float64)])

    def _logits(
        self, hidden: FloatArray, catalogue_ids: Sequence[str], slots: list[int]
    ) -> FloatArray:
        asked = np.asarray(catalogue_ids)
        index = np.searchsorted(self.ids, asked).clip(0, len(self.ids) - 1)
        known = self.ids[index] == asked
        # an activity added after training has no vector yet: the mean of all stands in for it
        vectors = np.where(known[:, None], self.vectors[index], self.vectors.mean(axis=0))
        bias = np.where(known, self.bias[index], self.bias.mean())
        slot = self.slot_bias[np.minimum(slots, SLOTS) - 1]
        return np.asarray(vectors @ hidden + bias + slot)

    def arrays(self) -> dict[str, Array]:
        """Return what `from_arrays` needs, without the version."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "version"}

    @classmethod
    def from_arrays(cls, version: str, arrays: Mapping[str, Array]) -> "Completion":
        """Build the model from stored arrays; KeyError when one is missing."""
        names = [f.name for f in fields(cls) if f.name != "version"]
        return cls(version, **{name: arrays[name] for name in names})  # type: ignore[arg-type]


def enumerated(probability: FloatArray, minutes: FloatArray) -> float:
    """Return P(done minutes >= 80 % of planned) for independent activities, exactly."""
    if len(probability) == 0:
        return 0.0
    done = _subsets(len(probability))
    mass = np.where(done, probability, 1.0 - probability).prod(axis=1)
    enough = done @ minutes >= SUCCESS_SHARE * minutes.sum() - 1e-9
    return float(mass[enough].sum())


@cache
def _subsets(n: int) -> npt.NDArray[np.bool_]:
    """Return all 2^n outcomes of n activities."""
    return np.asarray((np.arange(1 << n)[:, None] >> np.arange(n)) % 2 == 1, dtype=np.bool_)


def _sigmoid(x: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))))


def _logit(p: float) -> float:
    inside = min(max(p, EDGE), 1.0 - EDGE)
    return float(np.log(inside / (1.0 - inside)))
