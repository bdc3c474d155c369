import warnings
from types import ModuleType

import numpy as np
import pytest

from models.evaluation.diagnostics import diagnose
from models.evaluation.ope import BadLog, Log, difference, doubly_robust, ips, snips

ACTIONS = 12


def simulated(rng: np.random.Generator, n: int = 2000, athletes: int = 100) -> tuple[Log, dict]:
    """Draw a log of known propensities: half rules, half uniform over a random mask."""
    allowed = rng.random((n, ACTIONS)) < 0.7
    allowed[:, 0] = True
    uniform = allowed / allowed.sum(axis=1, keepdims=True)
    rules = np.zeros((n, ACTIONS))
    rules[np.arange(n), [int(rng.choice(np.flatnonzero(row))) for row in allowed]] = 1.0
    logged = 0.5 * rules + 0.5 * uniform
    action = np.array([rng.choice(ACTIONS, p=row) for row in logged])
    athlete = rng.integers(0, athletes, n)
    truth = 0.3 + 0.03 * np.arange(ACTIONS) + rng.normal(0, 0.1, athletes)[athlete][:, None]
    reward = truth[np.arange(n), action] + rng.normal(0, 0.1, n)
    soft = allowed * np.exp(0.4 * np.arange(ACTIONS))
    target = soft / soft.sum(axis=1, keepdims=True)
    world = {"truth": truth, "target": target, "rules": rules}
    return Log(reward, action, logged, athlete), world


@pytest.fixture(scope="module")
def obp_ope() -> ModuleType:
    with warnings.catch_warnings():  # obp 0.4.1 warns while it is imported
        warnings.simplefilter("ignore")
        import obp.ope as ope
    return ope


def test_points_equal_obp(obp_ope: ModuleType) -> None:
    log, world = simulated(np.random.default_rng(1))
    target, q = world["target"], np.random.default_rng(2).random((len(log.reward), ACTIONS))
    common = {
        "reward": log.reward,
        "action": log.action,
        "pscore": log.propensity,
        "action_dist": target[:, :, None],
    }
    plain = obp_ope.InverseProbabilityWeighting().estimate_policy_value(**common)
    normed = obp_ope.SelfNormalizedInverseProbabilityWeighting().estimate_policy_value(**common)
    robust = obp_ope.DoublyRobust().estimate_policy_value(
        **common, estimated_rewards_by_reg_model=q[:, :, None]
    )

    assert ips(log, target).value == pytest.approx(plain, abs=1e-9)
    assert snips(log, target).value == pytest.approx(normed, abs=1e-9)
    assert doubly_robust(log, target, q).value == pytest.approx(robust, abs=1e-9)


def test_intervals_cover_the_truth() -> None:
    """70 logs: 95 % intervals cover in 95 % +- 4 binomial errors (84.6 .. 100 %)."""
    covered = dict.fromkeys(("ips", "snips", "dr", "delta"), 0)
    for seed in range(70):
        log, world = simulated(np.random.default_rng(seed), n=1000)
        target, truth = world["target"], world["truth"]
        q = np.tile(0.3 + 0.03 * np.arange(ACTIONS), (len(truth), 1))
        value = float((target * truth).sum(axis=1).mean())
        gap = value - float((world["rules"] * truth).sum(axis=1).mean())
        found = [
            (ips(log, target), value),
            (snips(log, target), value),
            (doubly_robust(log, target, q), value),
            (difference(log, target, world["rules"], q), gap),
        ]
        for one, true in found:
            covered[one.name] += one.low <= true <= one.high
    assert min(covered.values()) >= 0.846 * 70, covered


def test_difference_is_the_gap_of_two_robust_values() -> None:
    log, world = simulated(np.random.default_rng(3))
    q = np.random.default_rng(4).random((len(log.reward), ACTIONS))

    gap = difference(log, world["target"], world["rules"], q).value
    both = [doubly_robust(log, world[name], q).value for name in ("target", "rules")]

    assert gap == pytest.approx(both[0] - both[1], abs=1e-12)


def test_clustered_error_is_larger_when_athletes_repeat_themselves() -> None:
    log, world = simulated(np.random.default_rng(5), athletes=20)

    found = ips(log, world["target"])

    assert found.athletes == 20
    assert found.se_athlete > found.se_row
    assert found.se == found.se_athlete


def test_one_athlete_gives_no_interval() -> None:
    log, world = simulated(np.random.default_rng(6), n=50, athletes=1)

    assert ips(log, world["target"]).se == float("inf")


def test_diagnostics_of_a_supported_target() -> None:
    log, world = simulated(np.random.default_rng(7), n=5000)

    found = diagnose(log, world["target"])

    assert found.calibrated
    assert found.unsupported == 0.0
    assert 0.0 < found.ess_share < 1.0
    assert found.max_weight_share < 0.05


def test_diagnostics_see_mass_the_log_could_not_draw() -> None:
    log, _ = simulated(np.random.default_rng(8))
    everywhere = np.full((len(log.reward), ACTIONS), 1.0 / ACTIONS)

    assert diagnose(log, everywhere).unsupported > 0.1


def test_diagnostics_see_wrong_propensities() -> None:
    log, world = simulated(np.random.default_rng(9), n=5000)
    wrong = Log(log.reward, log.action, np.maximum(log.probabilities * 0.5, 1e-3), log.athlete)

    assert not diagnose(wrong, world["target"]).calibrated


def test_a_drawn_action_needs_a_probability() -> None:
    with pytest.raises(BadLog, match="propensity 0"):
        Log(np.ones(1), np.array([1]), np.array([[1.0, 0.0]]), np.zeros(1, dtype=np.int64))


def test_columns_have_one_length() -> None:
    with pytest.raises(BadLog, match="length"):
        Log(np.ones(2), np.array([0]), np.ones((1, 1)), np.zeros(1, dtype=np.int64))
