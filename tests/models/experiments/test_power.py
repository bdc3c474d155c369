"""statistics.md 7: the table of athletes per arm, to 4 % (it was computed by simulation)."""

import pytest

from models.experiments.power import athletes_per_arm, sequential_per_arm


@pytest.mark.parametrize(
    ("base", "planned", "with_drop_out"),
    [(0.30, 246, 394), (0.40, 152, 284), (0.50, 101, 229), (0.60, 68, 193)],
)
def test_fifteen_percent_over_sixty_days(base: float, planned: int, with_drop_out: int) -> None:
    assert athletes_per_arm(base, 0.15, 60) == pytest.approx(planned, rel=0.04)
    assert athletes_per_arm(base, 0.15, 60, drop_out=0.45) == pytest.approx(with_drop_out, rel=0.04)


def test_five_percent_needs_900_to_3500() -> None:
    assert athletes_per_arm(0.50, 0.05, 60) == pytest.approx(900, rel=0.04)
    assert athletes_per_arm(0.30, 0.05, 60, drop_out=0.45) == pytest.approx(3500, rel=0.06)


def test_looking_all_the_time_costs_2_4_times_as_many() -> None:
    once = athletes_per_arm(0.40, 0.15, 28)

    assert sequential_per_arm(0.40, 0.15, 28) == pytest.approx(2.4 * once, abs=1)


def test_fewer_days_need_more_athletes() -> None:
    assert athletes_per_arm(0.40, 0.15, 14) > athletes_per_arm(0.40, 0.15, 60)
