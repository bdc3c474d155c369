"""What a policy would have done at logged decisions: probabilities and expected rewards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.domain.decisions import ACTIONS
from models.policy.choice import action_probabilities, best_shares
from models.policy.posterior import Population, decayed_sums, predict
from models.policy.state import AthleteState, empty
from models.policy.sums import PHI_UNIT, Facts

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
EVERY = tuple(range(ACTIONS))


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """n logged decisions as a policy sees them: nothing of what came after."""

    athlete: npt.NDArray[np.str_]
    day: IntArray
    """Days since 1970-01-01."""
    phi: IntArray
    """n x 32, units of 2^-12, by the encoder of the policy under test."""
    allowed: Sequence[Sequence[int]]
    exploration_set: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Probabilities and expected rewards, n x actions."""

    probabilities: FloatArray
    expected: FloatArray
    epsilon: float
    """What the probabilities were mixed with."""


def thompson(
    population: Population, states: Mapping[str, AthleteState], asked: Questions, epsilon: float
) -> Answers:
    """Return the answers of a frozen posterior; an unknown athlete is a newcomer."""
    probabilities, expected = [], []
    for i, athlete in enumerate(asked.athlete):
        day = int(asked.day[i])
        state = states.get(str(athlete), empty(day)).decayed(day, population.hyper.gamma)
        mean, cov = predict(population, state, asked.phi[i] * PHI_UNIT, EVERY)
        chosen = sorted(asked.allowed[i])
        shares = best_shares(mean[chosen], cov[np.ix_(chosen, chosen)], population.z[:, chosen])
        explored = asked.exploration_set[i]
        probabilities.append(action_probabilities(shares, chosen, explored, epsilon))
        expected.append(np.clip(mean, 0.0, 1.0))
    return Answers(_matrix(probabilities), _matrix(expected), epsilon)


def explored(
    action: IntArray,
    allowed: Sequence[Sequence[int]],
    exploration_set: Sequence[Sequence[int]],
    epsilon: float,
) -> FloatArray:
    """Return the probabilities of one wanted action a row, mixed with epsilon (n x actions).

    Rules never explore when they serve; beside a policy that does they are scored as if, or the
    comparison would favour whoever explores less (statistics.md 4).
    """
    rows = []
    for wanted, may, explores in zip(action, allowed, exploration_set, strict=True):
        chosen = sorted(may)
        shares = (np.array(chosen) == wanted).astype(np.float64)
        rows.append(action_probabilities(shares, chosen, explores, epsilon))
    return _matrix(rows)


def uniform(allowed: Sequence[Sequence[int]]) -> FloatArray:
    """Return equal probabilities over what was allowed (n x actions)."""
    rows = [np.isin(np.arange(ACTIONS), list(one)) / len(one) for one in allowed]
    return _matrix(rows)


def _matrix(rows: Sequence[Sequence[float] | FloatArray]) -> FloatArray:
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), ACTIONS)


def states_of(facts: Facts, day: int, gamma: float) -> dict[str, AthleteState]:
    """Return every athlete's own state as of a day."""
    sums = decayed_sums(facts, day, gamma)
    users = np.unique(facts.user)
    return {
        str(user): AthleteState(sums.n[g], sums.y[g], sums.s[g], day)
        for g, user in enumerate(users)
    }
