import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from models.evaluation.auc import Auc, athlete_auc, auc, calibration_error, leaks, within_auc


def drawn(rng: np.random.Generator, n: int, athletes: int = 40) -> tuple[np.ndarray, ...]:
    athlete = rng.integers(0, athletes, n)
    logit = rng.normal(0, 1.5, athletes)[athlete] + rng.normal(0, 1, n)
    probability = 1 / (1 + np.exp(-logit))
    return rng.random(n) < probability, probability, athlete


@pytest.mark.parametrize("decimals", [1, 8])
def test_auc_equals_scikit_learn_with_and_without_ties(decimals: int) -> None:
    label, probability, _ = drawn(np.random.default_rng(1), 500)
    score = np.round(probability, decimals)

    assert auc(label, score).value == pytest.approx(roc_auc_score(label, score), abs=1e-12)


def test_delong_error_matches_the_spread_over_samples() -> None:
    """300 samples: the mean error is within 15 % of the standard deviation of the AUC."""
    rng = np.random.default_rng(2)
    found = []
    for _ in range(300):
        label, probability = rng.random(300) < 0.4, rng.normal(size=300)
        found.append(auc(label, probability + label))

    spread = np.std([one.value for one in found])

    assert np.mean([one.se for one in found]) == pytest.approx(spread, rel=0.15)


def test_within_auc_forgets_who() -> None:
    rng = np.random.default_rng(3)
    athlete = np.repeat(np.arange(50), 40)
    rate = rng.random(50)[athlete]
    label = rng.random(len(rate)) < rate

    assert auc(label, rate).value > 0.75
    assert within_auc(label, rate, athlete) == 0.5
    assert athlete_auc(label, athlete) >= auc(label, rate).value - 1e-9


def test_one_class_has_no_auc() -> None:
    found = auc(np.ones(3, dtype=bool), np.arange(3.0))

    assert np.isnan(found.value)
    assert np.isnan(within_auc(np.ones(3, dtype=bool), np.arange(3.0), np.zeros(3, dtype=np.int64)))


def test_calibration_error_is_near_zero_for_the_truth_and_sees_a_shift() -> None:
    label, probability, _ = drawn(np.random.default_rng(4), 20_000)

    assert calibration_error(label, probability) <= 0.01
    assert calibration_error(label, np.clip(probability + 0.1, 0, 1)) == pytest.approx(
        0.1, abs=0.02
    )


def test_leak_alarm_rings_above_the_oracle_only() -> None:
    oracle = Auc(0.88, 0.01, 500, 500)

    assert leaks(Auc(0.93, 0.01, 500, 500), oracle)
    assert not leaks(Auc(0.91, 0.01, 500, 500), oracle)
