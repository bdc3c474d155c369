from typing import Any

import pytest

pytestmark = pytest.mark.spark
Gold = dict[str, dict[int, Any]]


def test_load_is_effort_times_minutes_and_rest_days_count_0(gold: Gold) -> None:
    row = gold["trainer"][29]

    # 11 hours at effort 5 in three weeks, then 4 x 2 h in one
    assert row.load_1d == 600.0
    assert row.load_7d_sum == 2400.0
    assert row.load_7d_max == row.load_30d_max_session == 600.0
    assert row.load_28d_mean == pytest.approx((11 * 300 + 2400) / 28)
    assert gold["trainer"][30].load_1d == 0.0


def test_acwr_divides_the_week_by_the_three_before_it(gold: Gold) -> None:
    # (2400 / 7) / (3300 / 21) = 24 / 11; the weeks do not overlap
    assert gold["trainer"][29].acwr_uncoupled == pytest.approx(24 / 11)
    assert gold["trainer"][28].acwr_uncoupled is None


def test_acwr_is_missing_where_nothing_was_trained_before(gold: Gold) -> None:
    row = gold["comer_back"][29]

    assert row.load_7d_sum == 200.0
    assert row.acwr_uncoupled is None


def test_monotony_is_mean_by_sd_and_strain_times_the_week(gold: Gold) -> None:
    row = gold["trainer"][29]

    # four days of 600 and three of 0: mean 342.857, SD sqrt(720000 / 7) = 320.713
    assert row.monotony_7d == pytest.approx(1.069045, abs=1e-6)
    assert row.strain_7d == pytest.approx(2400 * 1.069045, abs=1e-2)


def test_equal_days_are_capped_and_not_divided(gold: Gold) -> None:
    row = gold["metronome"][8]

    assert row.monotony_7d == 10.0
    assert row.strain_7d == 7 * 300.0 * 10.0
    assert gold["metronome"][9].monotony_7d == 10.0


def test_monotony_needs_a_whole_week(gold: Gold) -> None:
    row = gold["metronome"][7]

    assert (row.monotony_7d, row.strain_7d) == (None, None)
    assert row.load_7d_sum == 6 * 300.0


def test_a_week_of_rest_has_no_monotony(gold: Gold) -> None:
    row = gold["comer_back"][28]

    assert (row.load_7d_sum, row.monotony_7d, row.strain_7d) == (0.0, 0.0, 0.0)
    assert row.load_30d_max_session is None


def test_workouts_are_counted_up_to_yesterday(gold: Gold) -> None:
    trainer = gold["trainer"]

    assert [trainer[day].workouts_7d for day in (1, 2, 28, 29)] == [None, 1.0, 4.0, 4.0]
    assert [trainer[day].days_since_workout for day in (1, 2, 3, 31)] == [None, 1.0, 2.0, 3.0]


def test_one_session_told_by_log_and_watch_counts_once(gold: Gold) -> None:
    row = gold["lifter"][2]

    # the watch: 50 min at 6 and 10 min at 5; the log: 3 sets of 3 min at 8
    assert row.load_1d == 350.0
    assert row.load_30d_max_session == 300.0
    assert row.workouts_7d == 2.0


def test_warm_ups_are_no_working_sets(gold: Gold) -> None:
    row = gold["lifter"][2]

    assert (row.strength_sets_7d, row.strength_sets_28d) == (3.0, 3.0)
    assert row.strength_tonnage_7d == 3 * 5 * 100.0
    assert row.e1rm_best_28d_kg == pytest.approx(116.7)
    assert row.strength_rpe_7d_mean == pytest.approx(8.0)
    assert row.days_since_strength == 1.0


def test_what_a_set_does_not_say_is_missing(gold: Gold) -> None:
    row = gold["lifter"][11]

    # two sets nobody rated, one of them without a weight: 2 x 3 min at effort 6
    assert (row.strength_sets_7d, row.strength_sets_28d) == (2.0, 5.0)
    assert row.strength_tonnage_7d == 12 * 60.0
    assert row.strength_rpe_7d_mean is None
    assert row.load_1d == 36.0


def test_rest_is_seen_for_a_week_from_the_last_sign_of_life_on(gold: Gold) -> None:
    # the last was on day 3: day 9 still counts 0, day 10 is unknown
    assert gold["planner"][16].load_7d_sum == 0.0
    assert gold["planner"][17].load_7d_sum is None
    assert gold["planner"][17].load_7d_max is None


def test_the_last_training_stays_known_for_90_days(gold: Gold) -> None:
    assert gold["metronome"][40].days_since_workout == 32.0
    assert gold["lifter"][40].days_since_strength == 30.0


def test_a_plan_nobody_followed_is_a_rest_day_and_no_session(gold: Gold) -> None:
    row = gold["unwilling"][9]

    assert (row.load_7d_sum, row.active_minutes_14d_mean, row.workouts_7d) == (0.0, 0.0, 0.0)
    assert row.load_30d_max_session is None
    assert row.days_since_workout is None
