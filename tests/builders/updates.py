"""Rows of posterior_updates for tests of the sums and the posterior."""

from datetime import date, timedelta

import numpy as np

from models.domain.decisions import ACTIONS, PHI_DIM
from models.domain.rows import PosteriorUpdate

DAY_ZERO = date(2026, 8, 1)


def update(**given: object) -> PosteriorUpdate:
    """Return one row that applies a fact; the given fields replace the usual ones."""
    day = given.get("event_day", DAY_ZERO)
    usual: dict[str, object] = {
        "event_id": "e1", "event_seq": 1, "decision_id": "d1", "revision": 1, "user_id": "u1",
        "learner": "enc:pooled", "action": 0, "event_day": day, "decided_day": day,
        "encoder_version": "enc", "sign": 1, "weight": 256, "r": 2048, "phi": [4096] + [0] * 31,
        "known": "{}",
    }  # fmt: skip
    return PosteriorUpdate(**{**usual, **given})  # type: ignore[arg-type]


def random_updates(
    seed: int, rows: int, athletes: int = 5, days: int = 10
) -> list[PosteriorUpdate]:
    """Return rows with rewards, weights and embeddings all over their ranges."""
    rng = np.random.default_rng(seed)
    return [
        update(
            event_id=f"e{i}",
            decision_id=f"d{i}",
            user_id=f"u{rng.integers(athletes)}",
            action=int(rng.integers(ACTIONS)),
            event_day=DAY_ZERO + timedelta(days=int(rng.integers(days))),
            weight=int(rng.choice([128, 256])),
            r=int(rng.integers(0, 4097)),
            phi=[4096, *(int(v) for v in rng.integers(-4096, 4097, PHI_DIM - 1))],
        )
        for i in range(rows)
    ]
