import numpy as np
import pytest

from models.evaluation.targets import Questions, explored, states_of, thompson, uniform
from models.policy.normals import sobol_normals
from models.policy.posterior import Hyper, Identity, build_population
from models.policy.sums import Facts

DAY = 20_700


def facts(rng: np.random.Generator, n: int = 1500) -> Facts:
    """Log uniform actions; action 4 pays .8 and the others .4."""
    action = rng.integers(0, 12, n)
    phi = np.zeros((n, 32), dtype=np.int64)
    phi[:, 0] = 4096
    reward = np.where(action == 4, 0.8, 0.4) + rng.normal(0, 0.05, n)
    return Facts(
        user=np.array([f"u{i % 30}" for i in range(n)]),
        action=action,
        day=np.full(n, DAY - 1),
        w=np.full(n, 256),
        r=np.rint(reward * 4096).astype(np.int64),
        phi=phi,
    )


@pytest.fixture(scope="module")
def answers():
    log, hyper = facts(np.random.default_rng(1)), Hyper()
    b0 = np.zeros((12, 32))
    b0[:, 0] = 0.5
    population = build_population(
        log, Identity(version="n", learner="e:pooled", encoder_version="e", day=DAY), hyper, b0,
        sobol_normals(0),
    )  # fmt: skip
    asked = Questions(
        athlete=np.array(["u1", "newcomer", "u2"]),
        day=np.full(3, DAY),
        phi=log.phi[:3],
        allowed=[list(range(12)), list(range(12)), [0, 1, 2]],
        exploration_set=[[0, 4], [0, 4], [0, 1]],
    )
    return thompson(population, states_of(log, DAY, hyper.gamma), asked, 0.1)


def test_probabilities_sum_to_one_over_what_is_allowed(answers) -> None:
    assert answers.probabilities.sum(axis=1) == pytest.approx(1.0)
    assert (answers.probabilities[2, 3:] == 0.0).all()


def test_the_better_action_is_known_to_athletes_and_newcomers(answers) -> None:
    assert (answers.probabilities[:2, 4] > 0.9).all()
    assert answers.expected[:2, 4] == pytest.approx(0.8, abs=0.1)
    assert answers.probabilities[:2, 0] == pytest.approx(0.05, abs=0.02)


def test_rules_explore_as_much_as_who_they_are_compared_with() -> None:
    found = explored(np.array([3]), [[0, 3, 5]], [[0, 3]], 0.1)

    assert found[0] == pytest.approx([0.05, 0, 0, 0.95] + [0] * 8)


def test_uniform_is_even() -> None:
    assert uniform([[0, 5]])[0].tolist() == [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0]
