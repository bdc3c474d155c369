"""The draw (statistics.md 9): SHA-256 and one float comparison, so a record replays for ever."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def uniform(seed: int, k: int) -> float:
    """Return u_k in [0, 1): k = 0 draws the action, k = 1.. the slots."""
    digest = hashlib.sha256(seed.to_bytes(8, "big") + k.to_bytes(4, "big")).digest()
    return float(int.from_bytes(digest[:8], "big") >> 11) * 2.0**-53


def pick(items: Sequence[T], probabilities: Sequence[float], u: float) -> T:
    """Return the first item whose left-to-right float64 cumulative sum exceeds u.

    Items come in ascending id order; the last one is the answer when rounding leaves none.
    """
    total = 0.0
    for item, probability in zip(items, probabilities, strict=True):
        total += probability
        if total > u:
            return item
    return items[-1]


def drawn_action(probabilities: Sequence[float], seed: int) -> int:
    """Return the action that u_0 draws; one of probability 0 can't be drawn, whatever rounds."""
    possible = [a for a, p in enumerate(probabilities) if p > 0.0]
    return pick(possible, [probabilities[a] for a in possible], uniform(seed, 0))
