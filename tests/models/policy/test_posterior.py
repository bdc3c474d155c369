"""The posterior against dense Gaussian algebra: every effect a variable of its own."""

from dataclasses import replace

import numpy as np
import pytest

from models.domain.decisions import ACTIONS, PHI_DIM
from models.domain.rows import PosteriorUpdate
from models.policy.normals import sobol_normals
from models.policy.posterior import Hyper, Identity, Population, build_population, predict
from models.policy.state import AthleteState, empty, epoch_day, state_of
from models.policy.sums import PHI_UNIT, R_UNIT, WEIGHT_UNIT, Facts
from tests.builders.updates import DAY_ZERO, random_updates

DAY = epoch_day(DAY_ZERO) + 12
HYPER = Hyper(rho=1.0)
EVERY = tuple(range(ACTIONS))
THETA = ACTIONS * PHI_DIM
ROWS = random_updates(seed=3, rows=50)
USERS = [*sorted({row.user_id for row in ROWS}), "newcomer"]
Z = sobol_normals(7)


@pytest.fixture(scope="module")
def b0() -> np.ndarray:
    return np.random.default_rng(4).normal(0, 0.2, (ACTIONS, PHI_DIM))


@pytest.fixture(scope="module")
def population(b0: np.ndarray) -> Population:
    return built(ROWS, b0)


def built(rows: list[PosteriorUpdate], b0: np.ndarray) -> Population:
    named = Identity(version="v", learner="enc:pooled", encoder_version="enc", day=DAY)
    return build_population(Facts.of(rows), named, HYPER, b0, Z)


def state(user: str) -> AthleteState:
    return state_of([row for row in ROWS if row.user_id == user], DAY, HYPER.gamma)


def place(user: str, action: int) -> tuple[int, int]:
    """Return where w_g and u_ga stand behind theta."""
    g = USERS.index(user)
    return THETA + g, THETA + len(USERS) + g * ACTIONS + action


def design(user: str, action: int, phi: np.ndarray) -> np.ndarray:
    row = np.zeros(THETA + len(USERS) * (1 + ACTIONS))
    row[action * PHI_DIM : (action + 1) * PHI_DIM] = phi
    row[list(place(user, action))] = 1.0
    return row


@pytest.fixture(scope="module")
def dense(b0: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Condition the joint normal of theta, w and u on all rows at once."""
    mean = np.concatenate([b0.ravel(), np.zeros(len(USERS) * (1 + ACTIONS))])
    variance = np.concatenate(
        [
            np.full(THETA, 1 / HYPER.precision),
            np.full(len(USERS), HYPER.omega2),
            np.full(len(USERS) * ACTIONS, HYPER.tau2),
        ]
    )
    x = np.array([design(r.user_id, r.action, np.array(r.phi) * PHI_UNIT) for r in ROWS])
    age = np.array([DAY - epoch_day(r.event_day) for r in ROWS])
    weight = np.array([r.weight for r in ROWS]) * WEIGHT_UNIT * HYPER.gamma**age
    noise = np.diag(HYPER.s2 / weight)
    gain = (variance * x).T @ np.linalg.inv(x * variance @ x.T + noise)
    residual = np.array([r.r for r in ROWS]) * R_UNIT - x @ mean
    return mean + gain @ residual, np.diag(variance) - gain @ (x * variance)


def test_theta_equals_the_dense_posterior(population: Population, dense: tuple) -> None:
    mean, cov = dense

    assert np.abs(population.m.ravel() - mean[:THETA]).max() <= 1e-10
    assert np.abs(population.p_inv - cov[:THETA, :THETA]).max() <= 1e-10


@pytest.mark.parametrize("user", USERS)
def test_values_equal_the_dense_prediction(population: Population, dense: tuple, user: str) -> None:
    phi = np.random.default_rng(5).uniform(-1, 1, PHI_DIM)
    mean, cov = dense
    x = np.array([design(user, a, phi) for a in EVERY])

    own = empty(DAY) if user == "newcomer" else state(user)
    found_mean, found_cov = predict(population, own, phi, EVERY)

    assert np.abs(found_mean - x @ mean).max() <= 1e-10
    assert np.abs(found_cov - x @ cov @ x.T).max() <= 1e-10


def test_rho_scales_the_personal_variance_only(population: Population) -> None:
    phi, own = np.full(PHI_DIM, 0.3), state("u1")
    careful = replace(population, hyper=replace(HYPER, rho=0.3))
    k = HYPER.tau2 / (HYPER.s2 + own.n * HYPER.tau2)

    (mean, cov), (same, less) = (predict(p, own, phi, EVERY) for p in (population, careful))

    assert np.array_equal(mean, same)
    assert np.allclose(cov - less, np.diag((1 - 0.3**2) * HYPER.s2 * k), atol=1e-15)


def test_some_actions_are_a_part_of_all(population: Population) -> None:
    phi, own = np.full(PHI_DIM, 0.3), state("u2")
    mean, cov = predict(population, own, phi, EVERY)

    some_mean, some_cov = predict(population, own, phi, (2, 7))

    assert np.array_equal(some_mean, mean[[2, 7]])
    assert np.array_equal(some_cov, cov[np.ix_([2, 7], [2, 7])])


def test_order_of_rows_changes_no_bit(population: Population, b0: np.ndarray) -> None:
    shuffled = [ROWS[i] for i in np.random.default_rng(1).permutation(len(ROWS))]

    again = built(shuffled, b0)

    assert again.m.tobytes() == population.m.tobytes()
    assert again.p_inv.tobytes() == population.p_inv.tobytes()


def test_without_rows_the_rules_speak(b0: np.ndarray) -> None:
    nothing = built([], b0)

    assert np.allclose(nothing.m, b0, atol=1e-15)
    assert np.allclose(nothing.p_inv, np.eye(THETA) / HYPER.precision, atol=1e-15)
