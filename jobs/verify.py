"""Batch == streamed: the champion's rows against a replay of the whole log."""

from typing import Any

import numpy as np

from infra.settings import Settings
from jobs.learner_rows import by_athlete, learner_rows
from jobs.online_states import read_states
from jobs.replaying import Learner, replayed
from models.domain.rows import PosteriorUpdate
from models.learning.equality import gap
from models.policy.bundle import load_policy, load_population, read_current
from models.policy.state import AthleteState, state_of

FLOAT_TOLERANCE = 1e-9


class NothingServed(LookupError):
    """No policy was ever promoted, so no stream has learnt anything."""


def verify(settings: Settings) -> dict[str, Any]:
    """Compare integer sums exactly and the served states to 1e-9; write nothing."""
    current = read_current(settings.published)
    if current is None:
        raise NothingServed("CURRENT is missing: promote a policy first")
    policy = load_policy(settings.published, current.policy_version)
    gamma = load_population(settings.published, current.population_version).hyper.gamma
    batch = replayed(settings, Learner(policy.encoder, current.learner))
    streamed = learner_rows(settings, current.learner)
    found = gap(batch, streamed)
    floats, states = _served(settings, current.learner, batch, gamma)
    return {
        "learner": current.learner,
        "batch_rows": len(batch),
        "streamed_rows": len(streamed),
        "posterior_max_abs_diff": found.largest,
        "states": states,
        "state_max_abs_diff": floats,
        "equal": found.largest == 0 and floats <= FLOAT_TOLERANCE,
    }


def _served(
    settings: Settings, learner: str, batch: list[PosteriorUpdate], gamma: float
) -> tuple[float, int]:
    """Return the largest difference of the online states from the batch, and how many were read."""
    rows = by_athlete(batch)
    served = read_states(settings, learner, list(rows))
    gaps = [
        _apart(one.state, state_of(rows[user], one.state.day, gamma))
        for user, one in served.items()
    ]
    return max(gaps, default=0.0), len(served)


def _apart(one: AthleteState, two: AthleteState) -> float:
    pairs = ((one.n, two.n), (one.y, two.y), (one.s, two.s))
    return max(float(np.abs(a - b).max()) for a, b in pairs)
