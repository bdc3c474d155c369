import numpy as np
import pytest
from scipy.stats import chi2

from models.domain.decisions import ACTIONS
from models.policy.choice import action_probabilities, best_shares
from models.policy.draw import drawn_action
from models.policy.normals import POINTS, sobol_normals

Z = sobol_normals(7)
EVERY = tuple(range(ACTIONS))


def world(ratio: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return means and a covariance whose largest SD is `ratio` times the smallest."""
    rng = np.random.default_rng(seed)
    sd = np.geomspace(0.02, 0.02 * ratio, ACTIONS)
    root = rng.normal(size=(ACTIONS, ACTIONS)) * 0.3 + np.eye(ACTIONS)
    cov = root @ root.T
    scale = sd / np.sqrt(np.diag(cov))
    return rng.normal(0.5, 0.02, ACTIONS), cov * np.outer(scale, scale)


@pytest.mark.parametrize("ratio", [1, 10, 100])
@pytest.mark.parametrize("seed", [1, 2])
def test_shares_are_near_the_frequencies_of_a_million_draws(ratio: float, seed: int) -> None:
    mean, cov = world(ratio, seed)
    shares = best_shares(mean, cov, Z)

    draws = np.random.default_rng(seed).standard_normal((ACTIONS, 1_000_000), dtype=np.float32)
    root = np.linalg.cholesky(cov).astype(np.float32)
    best = (mean.astype(np.float32)[:, None] + root @ draws).argmax(axis=0)

    assert np.abs(shares - np.bincount(best, minlength=ACTIONS) / 1e6).max() <= 0.01


def test_equal_values_split_equally_and_certainty_is_certain() -> None:
    assert np.allclose(best_shares(np.zeros(1), np.zeros((1, 1)), Z[:, :1]), 1.0)
    mean = np.array([0.1, 0.9, 0.2])
    assert best_shares(mean, np.zeros((3, 3)), Z[:, :3]).tolist() == [0.0, 1.0, 0.0]


def test_mixing_keeps_the_floor_and_blocks_exactly() -> None:
    p = action_probabilities(np.array([0.7, 0.3, 0.0]), (2, 5, 9), (5, 9), 0.2)

    assert sum(p) == pytest.approx(1.0, abs=1e-15)
    assert p[2] == 0.8 * 0.7
    assert p[5] == 0.8 * 0.3 + 0.1
    assert p[9] == 0.1
    assert [a for a in EVERY if p[a] == 0.0] == [0, 1, 3, 4, 6, 7, 8, 10, 11]


def test_an_emptied_exploration_set_explores_what_is_allowed() -> None:
    assert action_probabilities(np.array([1.0, 0.0]), (3, 4), (0,), 0.1)[4] == 0.05


def test_draws_follow_the_record_on_a_thousand_masked_contexts() -> None:
    rng = np.random.default_rng(11)
    statistic = freedom = 0.0
    weights: list[float] = []
    for context in range(1000):
        mean, cov = world(float(rng.integers(1, 30)), context)
        allowed = np.sort(rng.permutation(ACTIONS)[: rng.integers(2, 7)])
        few = np.ix_(allowed, allowed)
        shares = best_shares(mean[allowed], cov[few], Z[:512, allowed])
        p = action_probabilities(shares, tuple(allowed.tolist()), tuple(allowed.tolist()), 0.3)
        seeds = rng.integers(0, 2**64, 60, dtype=np.uint64)
        actions = [drawn_action(p, int(s)) for s in seeds]
        weights += [1 / len(allowed) / p[a] for a in actions]
        drawn = np.bincount(actions, minlength=ACTIONS)
        expected = 60 * np.array(p)[allowed]
        assert drawn.sum() == drawn[allowed].sum()
        statistic += float(((drawn[allowed] - expected) ** 2 / expected).sum())
        freedom += len(allowed) - 1

    assert abs(np.mean(weights) - 1) <= 4 * np.std(weights) / np.sqrt(len(weights))
    assert chi2.sf(statistic, freedom) > 1e-3
    assert chi2.cdf(statistic, freedom) > 1e-3


def test_normals_are_fixed_and_standard() -> None:
    assert Z.shape == (POINTS, ACTIONS)
    assert sobol_normals(7).tobytes() == Z.tobytes()
    assert np.abs(Z.mean(axis=0)).max() < 0.003
    assert np.abs(Z.std(axis=0) - 1).max() < 0.005
    assert np.isfinite(Z).all()
