"""Small dense networks in torch with their own random stream: the same seed, the same weights."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

FloatArray = npt.NDArray[np.float64]
Loss = Callable[[torch.Tensor], torch.Tensor]
"""Row indices of a batch -> mean loss."""


@dataclass(frozen=True, slots=True)
class Descent:
    """How to fit: AdamW over shuffled batches, the step size falling to 0 along a cosine."""

    epochs: int
    batch: int
    rate: float
    decay: float
    """Weight decay."""


class Stream:
    """A private random stream of torch: weights, batches, dropped sensors."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def dense(self, inputs: int, outputs: int) -> list[torch.Tensor]:
        """Return the weights and bias of one layer (Glorot scale)."""
        scale = (2.0 / (inputs + outputs)) ** 0.5
        weight = torch.randn(inputs, outputs, generator=self.generator) * scale
        return [weight.requires_grad_(), torch.zeros(outputs).requires_grad_()]

    def zeros(self, *shape: int) -> torch.Tensor:
        """Return parameters that start at 0."""
        return torch.zeros(*shape).requires_grad_()

    def small(self, *shape: int) -> torch.Tensor:
        """Return parameters that start near 0 but differ."""
        return (torch.randn(*shape, generator=self.generator) * 0.1).requires_grad_()

    def batches(self, rows: int, size: int) -> Iterator[torch.Tensor]:
        """Yield shuffled row indices."""
        yield from torch.randperm(rows, generator=self.generator).split(size)

    def kept(self, rows: int, groups: int, drop: float) -> torch.Tensor:
        """Return rows x groups of 1 and 0: a whole group of sensors falls out at random."""
        return (torch.rand(rows, groups, generator=self.generator) >= drop).float()


def descend(
    loss: Loss, parameters: list[torch.Tensor], rows: int, stream: Stream, descent: Descent
) -> list[float]:
    """Fit the parameters in place of a closure and return the mean loss of each epoch."""
    optimiser = torch.optim.AdamW(parameters, lr=descent.rate, weight_decay=descent.decay)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, descent.epochs)
    history = []
    for _ in range(descent.epochs):
        losses = []
        for batch in stream.batches(rows, descent.batch):
            optimiser.zero_grad()
            value = loss(batch)
            value.backward()
            optimiser.step()
            losses.append(float(value.detach()))
        falling.step()
        history.append(float(np.mean(losses)))
    return history


def tensor(array: npt.NDArray[np.generic]) -> torch.Tensor:
    """Return float32 (or int64) values for training."""
    kind = np.int64 if array.dtype.kind in "iub" else np.float32
    return torch.from_numpy(np.ascontiguousarray(array, dtype=kind))


def array(parameter: torch.Tensor) -> FloatArray:
    """Return a trained parameter as float64 for numpy inference."""
    return np.asarray(parameter.detach().numpy(), dtype=np.float64)
