"""Noise is as large as OpenDP says that epsilon asks for, and no larger."""

import numpy as np
import pytest

from models.privacy import noise
from models.privacy.noise import STEPS, SUM_SHARE, Bounds, Noisy, noisy_count, noisy_mean

SLEEP = Bounds(5, 9)
DRAWS = 2000
"""Five standard errors of a Laplace mean over this many draws are a ninth of its SD."""


def test_a_count_costs_what_it_says() -> None:
    assert noise._count(1 / 0.25).map(1) == pytest.approx(0.25)


def test_a_mean_costs_what_it_says() -> None:
    total = noise._total(STEPS / (0.5 * SUM_SHARE)).map(1)
    count = noise._count(1 / (0.5 * (1 - SUM_SHARE))).map(1)

    assert total + count == pytest.approx(0.5)


def test_noise_is_centred_and_as_wide_as_its_scale() -> None:
    drawn = np.array([noisy_count(100, 0.5).value for _ in range(DRAWS)])

    assert drawn.mean() == pytest.approx(100, abs=0.4)
    assert np.abs(drawn - 100).mean() == pytest.approx(2, rel=0.15)
    inside = np.abs(drawn - 100) <= noisy_count(100, 0.5).half_width()
    assert inside.mean() == pytest.approx(0.95, abs=0.03)


def test_a_mean_of_many_is_found_and_its_interval_covers_it() -> None:
    values = [7.4] * 3000
    drawn = [noisy_mean(values, SLEEP, 0.2) for _ in range(150)]
    found = np.array([one.value for one in drawn], dtype=float)
    widths = np.array([one.half_width for one in drawn], dtype=float)

    assert found.mean() == pytest.approx(7.4, abs=0.02)
    assert (np.abs(found - 7.4) <= widths).mean() >= 0.88
    assert widths.mean() < 0.07


def test_one_athlete_cannot_move_a_mean_beyond_the_range() -> None:
    values = [7.0] * 3000 + [1e6]

    assert noisy_mean(values, SLEEP, 5.0).value == pytest.approx(7.0, abs=0.01)
    assert SLEEP.low <= (noisy_mean([1e6] * 50, SLEEP, 0.5).value or 9) <= SLEEP.high


def test_nobody_has_no_mean() -> None:
    drawn = [noisy_mean([], SLEEP, 1.0) for _ in range(50)]

    assert any(one.value is None for one in drawn)
    assert all((one.value is None) == (one.count.value < 1) for one in drawn)


def test_the_half_width_of_laplace_noise() -> None:
    assert Noisy(0, 1).half_width(0.95) == pytest.approx(2.9957, abs=1e-4)
