"""Batch == streamed: the champion's rows, and the bandit arm's, against a replay of the log."""

from typing import Any

import numpy as np

from infra.settings import Settings
from jobs.learner_rows import by_athlete, learner_rows
from jobs.online_states import read_states
from jobs.replaying import Learner, replayed
from models.domain.rows import PosteriorUpdate
from models.experiments.definition import BANDIT, Pinned
from models.experiments.running import read_running
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
    facts = _compared(settings, Learner(policy.encoder, current.learner), gamma)
    running = read_running(settings.published)
    if running is None or running.pinned is None or BANDIT not in running.names:
        return facts
    arm = _compared(settings, *_arm(settings, running.id, running.pinned))
    return {**facts, "arm": arm, "equal": facts["equal"] and arm["equal"]}


def _arm(settings: Settings, experiment: str, pinned: Pinned) -> tuple[Learner, float]:
    encoder = load_policy(settings.published, pinned.policy_version).encoder
    population = load_population(settings.published, pinned.population_version)
    return Learner(encoder, pinned.learner, experiment), population.hyper.gamma


def _compared(settings: Settings, learner: Learner, gamma: float) -> dict[str, Any]:
    batch, streamed = replayed(settings, learner), learner_rows(settings, learner.name)
    found = gap(batch, streamed)
    floats, states = _served(settings, learner.name, batch, gamma)
    return {
        "learner": learner.name,
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
