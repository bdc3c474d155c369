"""Experiments and their athletes for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from models.experiments.definition import ARMS, RULES, Arm, Experiment, Pinned
from models.experiments.enrolled import Assigned, Enrolled

BEGAN = datetime(2026, 10, 1, tzinfo=UTC)
PINNED = Pinned(
    policy_version="policy-test", population_version="pop-test-e1", encoder_version="enc-test"
)


def experiment(**given: Any) -> Experiment:
    """Return a definition with four even arms and the random policy of `builders.bundles`."""
    usual: dict[str, Any] = {
        "id": "e1",
        "salt": "pepper",
        "arms": tuple(Arm(name=name) for name in ARMS),
        "started_at": BEGAN,
        "planned_n": 100,
        "pinned": PINNED,
        "popularity": tuple(0.9 if action == 7 else 0.5 for action in range(12)),
    }
    return Experiment(**usual | given)


def enrolled(index: int, arm: str = RULES, **given: Any) -> Enrolled:
    """Return an athlete who joined `index` hours after the start and has closed."""
    since = given.pop("assigned_at", BEGAN + timedelta(hours=index))
    usual: dict[str, Any] = {
        "assigned": Assigned(user_id=f"u{index:05d}", arm=arm, assigned_at=since, by_hand=False),
        "exposed": True,
        "outcome": 0.5,
        "covariate": None,
        "closes_at": since + timedelta(days=28, hours=36),
        "no_show_days": 0,
        "incidents": (),
    }
    return Enrolled(**usual | given)


def persistent(rng: np.random.Generator, count: int, days: int = 28) -> tuple[Any, Any]:
    """Return (covariate, outcome) of athletes with lasting habits, drop-out and weekdays.

    ICC about .15, 45 % stop on some day, weekends are worse; half had no run-in.
    """
    rate = np.clip(rng.normal(0.45, 0.18, count), 0.02, 0.98)[:, None]
    day = np.arange(-14, days)
    weekday = np.where(day % 7 >= 5, -0.1, 0.04)
    done = rng.random((count, len(day))) < np.clip(rate + weekday, 0.01, 0.99)
    last = np.where(rng.random(count) < 0.45, rng.integers(0, days, count), days)[:, None]
    here = day < last
    outcome = (done & here)[:, 14:].mean(axis=1)
    covariate = np.where(rng.random(count) < 0.5, done[:, :14].mean(axis=1), np.nan)
    return covariate, outcome
