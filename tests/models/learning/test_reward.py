import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.learning.reward import Components, completion, dose, final_reward, motivation

SHARE = st.none() | st.floats(0, 1)
NOTHING = Components(completion=None, motivation=None, goal=None, recovery=None, burden=0.0)


@given(c=SHARE, m=SHARE, g=SHARE, h=SHARE, burden=st.floats(0, 0.1))
def test_rewards_stay_between_0_and_1(
    c: float | None, m: float | None, g: float | None, h: float | None, burden: float
) -> None:
    parts = Components(completion=c, motivation=m, goal=g, recovery=h, burden=burden)
    assert 0 <= final_reward(parts) <= 1


def test_the_weights_are_the_stated_ones() -> None:
    parts = Components(completion=0.8, motivation=0.6, goal=0.5, recovery=0.4, burden=0.03)

    assert final_reward(parts) == pytest.approx(
        0.5 * 0.8 + 0.2 * 0.6 + 0.2 * 0.5 + 0.1 * 0.4 - 0.03
    )


def test_a_missing_component_takes_its_mean() -> None:
    assert final_reward(NOTHING) == pytest.approx(0.5 * 0.55 + 0.5 * 0.5)


@pytest.mark.parametrize(
    ("minutes", "intensity", "wanted"),
    [(2, "Low", 5.0), (20, "Moderate", 30.0), (45, "High", 90.0), (90, "High", 90.0)],
)
def test_doses_are_minutes_within_limits_times_intensity(
    minutes: int, intensity: str, wanted: float
) -> None:
    assert dose(minutes, intensity) == wanted


def test_completion_is_the_done_share_of_the_dose() -> None:
    pairs = [(10.0, True), (30.0, False), (10.0, None)]

    assert completion(pairs, closed=True) == pytest.approx(0.2)
    assert completion(pairs, closed=False) == pytest.approx((10 + 0.55 * 10) / 50)
    assert completion([], closed=True) == 0.0


def test_shortest_activities_earn_no_more_than_their_share() -> None:
    # always-shortest is no winning policy: the share is weighted by dose
    assert completion([(5.0, True), (60.0, False)], closed=True) < 0.1


@given(
    after=st.lists(st.none() | st.integers(1, 5), max_size=7), mood=st.none() | st.integers(1, 5)
)
def test_motivation_is_a_share_or_unknown(after: list[int | None], mood: int | None) -> None:
    found = motivation(after, mood)

    assert (found is None) == all(a is None for a in after)
    assert found is None or 0 <= found <= 1


def test_motivation_is_measured_against_the_mood_of_the_day() -> None:
    low, high = motivation([4], mood=1), motivation([4], mood=5)

    assert low is not None
    assert high is not None
    assert low > high


def test_an_unanswered_activity_gains_nothing() -> None:
    all_said, half_said = motivation([5, 5], None), motivation([5, None], None)

    assert all_said is not None
    assert half_said is not None
    assert 0.5 < half_said < all_said
