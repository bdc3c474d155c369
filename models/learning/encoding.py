"""Train the encoder: an embedding in which every action's reward is linear (statistics.md 1)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from models.domain.decisions import ACTIONS, PHI_DIM
from models.learning.examples import Examples
from models.learning.inputs import Inputs, Scaling
from models.learning.nets import Descent, FloatArray, Stream, array, descend, tensor

HIDDEN = 64
DESCENT = Descent(epochs=16, batch=256, rate=3e-3, decay=2.0)


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """Fixed and stated; a change is a new recipe."""

    seed: int
    groups: Sequence[str]
    """Sensor group of each context column."""
    descent: Descent = DESCENT
    drop: float = 0.2
    success_share: float = 0.02
    """Weight of the second task, plan success, beside the reward."""


class Network:
    """The encoder with the two linear heads it is trained under."""

    def __init__(self, columns: int, stream: Stream) -> None:
        self.w1, self.c1 = stream.dense(2 * columns, HIDDEN)
        self.w2, self.c2 = stream.dense(HIDDEN, PHI_DIM - 1)
        self.reward, self.success = stream.zeros(ACTIONS, PHI_DIM), stream.zeros(ACTIONS, PHI_DIM)

    @property
    def parameters(self) -> list[torch.Tensor]:
        """Return all that is fitted."""
        return [self.w1, self.c1, self.w2, self.c2, self.reward, self.success]

    def phi(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return rows x 32: a constant 1, then 31 values in (-1, 1)."""
        hidden = torch.tanh(inputs @ self.w1 + self.c1)
        features = torch.tanh(hidden @ self.w2 + self.c2)
        return torch.cat([torch.ones(len(features), 1), features], dim=1)


@dataclass(frozen=True, slots=True, eq=False)
class FittedEncoder:
    """The encoder's arrays (float64) and the mean loss of each epoch."""

    arrays: dict[str, FloatArray]
    losses: list[float]


def train_encoder(examples: Examples, recipe: EncoderRecipe) -> FittedEncoder:
    """Fit on rows with a closed reward."""
    rows = examples.where(~np.isnan(examples.reward) & examples.closed)
    scaling = Scaling.of(rows.context)
    stream = Stream(recipe.seed)
    network = Network(rows.context.shape[1], stream)
    inputs = Inputs(rows.context, recipe.groups, scaling)
    action, reward = tensor(rows.action), tensor(rows.reward)
    success = tensor(rows.success)
    center = float(rows.reward.mean())

    def loss(batch: torch.Tensor) -> torch.Tensor:
        phi = network.phi(inputs.batch(batch, stream, recipe.drop))
        # embedding, not indexing: its gradient adds up in the same order at every run
        value = (phi * functional.embedding(action[batch], network.reward)).sum(dim=1) + center
        logit = (phi * functional.embedding(action[batch], network.success)).sum(dim=1)
        second = functional.binary_cross_entropy_with_logits(logit, success[batch])
        return functional.mse_loss(value, reward[batch]) + recipe.success_share * second

    losses = descend(loss, network.parameters, len(rows), stream, recipe.descent)
    layers = {name: array(getattr(network, name)) for name in ("w1", "c1", "w2", "c2")}
    arrays = {"center": scaling.center, "scale": scaling.scale, **layers}
    return FittedEncoder(arrays, losses)
