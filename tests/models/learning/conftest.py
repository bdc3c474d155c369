"""A small world whose success probabilities are known."""

from collections.abc import Callable

import numpy as np
import pytest

from models.learning.examples import SLOTS, Examples
from models.policy.completion import enumerated

IDS = np.array([f"activity-{i:02d}" for i in range(10)])
World = Callable[..., tuple[Examples, np.ndarray]]


@pytest.fixture(scope="session")
def world() -> World:
    return drawn


def drawn(seed: int, n: int = 3000, athletes: int = 100) -> tuple[Examples, np.ndarray]:
    """Draw decisions whose success probabilities are known; returns them beside the rows."""
    rng = np.random.default_rng(seed)
    athlete = rng.integers(0, athletes, n)
    level, tired = rng.normal(0, 1.5, athletes)[athlete], rng.normal(size=n)
    action = rng.integers(0, 12, n)
    offered = np.array([rng.choice(10, 6, replace=False) for _ in range(n)])
    effect = np.linspace(-1, 1, 10)[offered]
    logit = level[:, None] + effect - 0.8 * tired[:, None] + (action == 2)[:, None] * 0.7
    p = 1 / (1 + np.exp(-logit))
    done = rng.random(p.shape) < p
    minutes = np.full((n, 6), 10.0)
    success = (done @ np.ones(6) * 10 >= 48).astype(float)
    context = np.column_stack([level + rng.normal(0, 0.3, n), tired, tired, rng.normal(size=n)])
    context[rng.random(n) < 0.2, 2] = np.nan
    pad = ((0, 0), (0, SLOTS - 6))
    rows = Examples(
        context=context, action=action, athlete=athlete.astype(str),
        day=np.arange(n) // 100, day_index=np.arange(n) // 100 + 1,
        reward=done.mean(axis=1), success=success,
        catalogue_id=np.pad(IDS[offered], pad, constant_values=""),
        minutes=np.pad(minutes, pad), completed=np.pad(done * 1.0, pad, constant_values=np.nan),
        slot_probability=np.pad(np.full((n, 6), 0.1), pad, constant_values=1.0),
    )  # fmt: skip
    return rows, np.array([enumerated(row, np.full(6, 10.0)) for row in p])
