"""Train the completion model: one trunk for every activity, then the plan on top of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression
from torch.nn import functional

from models.domain.decisions import ACTIONS
from models.learning.examples import SLOTS, Examples
from models.learning.inputs import Inputs, Scaling
from models.learning.nets import Descent, Stream, array, descend, tensor
from models.policy.completion import Completion

FloatArray = npt.NDArray[np.float64]

HIDDEN = (48, 24)
DESCENT = Descent(epochs=14, batch=256, rate=3e-3, decay=0.5)
MAX_WEIGHT = 20.0
"""Cap of 1/p_slot (statistics.md 3)."""


@dataclass(frozen=True, slots=True)
class CompletionRecipe:
    """Fixed and stated; a change is a new recipe."""

    seed: int
    groups: Sequence[str]
    """Sensor group of each context column."""
    descent: Descent = DESCENT
    drop: float = 0.05
    plan_c: float = 0.01
    """Inverse ridge of the plan's correction."""


class Trunk:
    """The network under training."""

    def __init__(self, columns: int, activities: int, stream: Stream) -> None:
        self.w1, self.c1 = stream.dense(2 * columns + ACTIONS, HIDDEN[0])
        self.w2, self.c2 = stream.dense(HIDDEN[0], HIDDEN[1])
        self.vectors, self.bias = stream.small(activities, HIDDEN[1]), stream.zeros(activities, 1)
        self.slot_bias = stream.zeros(SLOTS)

    @property
    def parameters(self) -> list[torch.Tensor]:
        """Return all that is fitted."""
        layers = [self.w1, self.c1, self.w2, self.c2]
        return [*layers, self.vectors, self.bias, self.slot_bias]

    def logits(self, inputs: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
        """Return rows x slots of activity logits; index is rows x slots of activities."""
        hidden = torch.tanh(torch.tanh(inputs @ self.w1 + self.c1) @ self.w2 + self.c2)
        # embedding, not indexing: its gradient adds up in the same order at every run
        matched = torch.einsum("rsh,rh->rs", functional.embedding(index, self.vectors), hidden)
        return matched + functional.embedding(index, self.bias)[:, :, 0] + self.slot_bias


def train_completion(examples: Examples, recipe: CompletionRecipe, version: str) -> Completion:
    """Fit the model on closed rows; the same rows and seed give the same arrays."""
    rows = examples.where(examples.closed)
    scaling = Scaling.of(rows.context)
    ids = np.unique(rows.catalogue_id[rows.catalogue_id != ""])
    trunk = _fit_trunk(rows, recipe, scaling, ids)
    arrays = {
        "center": scaling.center,
        "scale": scaling.scale,
        "ids": ids,
        **{name: array(getattr(trunk, name)) for name in ("w1", "c1", "w2", "c2")},
        **{name: array(getattr(trunk, name)) for name in ("vectors", "slot_bias")},
        "bias": array(trunk.bias)[:, 0],
        "plan": np.concatenate([[0.0, 1.0], np.zeros(HIDDEN[1])]),
    }
    model = Completion.from_arrays(version, arrays)
    return Completion.from_arrays(version, arrays | {"plan": _fit_plan(model, rows, recipe)})


def _fit_trunk(
    rows: Examples, recipe: CompletionRecipe, scaling: Scaling, ids: npt.NDArray[np.str_]
) -> Trunk:
    stream = Stream(recipe.seed)
    trunk = Trunk(rows.context.shape[1], len(ids), stream)
    inputs = Inputs(rows.context, recipe.groups, scaling)
    action = functional.one_hot(tensor(rows.action), ACTIONS).float()
    offered = rows.catalogue_id != ""
    index = tensor(np.searchsorted(ids, rows.catalogue_id).clip(0, len(ids) - 1))
    weight = tensor(np.where(offered, np.minimum(1.0 / rows.slot_probability, MAX_WEIGHT), 0.0))
    done = tensor(np.nan_to_num(rows.completed))

    def loss(batch: torch.Tensor) -> torch.Tensor:
        known = torch.cat([inputs.batch(batch, stream, recipe.drop), action[batch]], dim=1)
        logits = trunk.logits(known, index[batch])
        errors = functional.binary_cross_entropy_with_logits(logits, done[batch], reduction="none")
        return (errors * weight[batch]).sum() / weight[batch].sum()

    descend(loss, trunk.parameters, len(rows), stream, recipe.descent)
    return trunk


def _fit_plan(model: Completion, rows: Examples, recipe: CompletionRecipe) -> FloatArray:
    """Fit the plan's weights; where one class is absent the enumeration stands alone."""
    label = rows.success == 1.0
    if label.all() or not label.any():
        return model.plan
    inputs = np.array(
        [
            model.plan_inputs(rows.context[i], int(rows.action[i]), rows.slate(i))
            for i in range(len(rows))
        ]
    )
    regression = LogisticRegression(C=recipe.plan_c, max_iter=500)
    regression.fit(inputs[:, 1:], label)
    return np.concatenate([regression.intercept_, regression.coef_[0]])
