import pytest

from models.safety.zero import counted, upper_bound


@pytest.mark.parametrize(
    ("n", "percent"), [(100, 2.95), (300, 0.99), (1000, 0.30), (3000, 0.10)]
)  # facts.md 9
def test_the_bound_is_exact(n: int, percent: float) -> None:
    assert 100 * upper_bound(n) == pytest.approx(percent, abs=0.005)
    assert (1 - upper_bound(n)) ** n == pytest.approx(0.05)


def test_nobody_bounds_nothing() -> None:
    assert upper_bound(0) == 1.0


def test_athletes_come_first_and_days_stand_beside_them() -> None:
    said = counted(0, "incidents", athletes=300, athlete_days=18_000)

    assert said == (
        "0 incidents in 300 athletes (95 % upper bound 0.99 %), 18,000 athlete-days (0.017 %)"
    )


def test_what_is_not_zero_has_no_bound() -> None:
    said = counted(2, "incidents", athletes=300, athlete_days=18_000)

    assert said == "2 incidents in 300 athletes, 18,000 athlete-days"
