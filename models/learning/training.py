"""From rows to models: one recipe, one seed, the same arrays; versions are content hashes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.learning.completing import CompletionRecipe, train_completion
from models.learning.encoding import EncoderRecipe, train_encoder
from models.learning.examples import Examples
from models.policy.bundle import content_version
from models.policy.completion import Completion
from models.policy.encoder import Encoder

HELD_BACK_SHARE = 0.2


class TooFewRows(ValueError):
    """There is nothing to learn from yet."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The two models of a policy."""

    encoder: Encoder
    completion: Completion
    losses: Mapping[str, Sequence[float]]
    """Mean loss of each epoch."""


def train(examples: Examples, *, seed: int, groups: Sequence[str]) -> Trained:
    """Train both models on closed rows; TooFewRows below 50 of them or without both outcomes."""
    closed = examples.where(examples.closed & ~np.isnan(examples.reward))
    if len(closed) < 50 or len(np.unique(closed.success)) < 2:
        raise TooFewRows(f"{len(closed)} closed rows")
    fitted = train_encoder(closed, EncoderRecipe(seed, groups))
    model = train_completion(closed, CompletionRecipe(seed, groups), "")
    return Trained(
        Encoder.from_arrays(content_version("e", fitted.arrays), fitted.arrays),
        Completion.from_arrays(content_version("c", model.arrays()), model.arrays()),
        {"encoder": fitted.losses},
    )


def held_back(user_id: str) -> bool:
    """Say whether an athlete is kept out of the frozen training: 20 %, by hash, for ever."""
    first = int.from_bytes(hashlib.sha256(user_id.encode()).digest()[:8], "big")
    return first / 2**64 < HELD_BACK_SHARE
