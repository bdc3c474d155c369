from typing import Any

import pytest

pytestmark = pytest.mark.spark
Gold = dict[str, dict[int, Any]]


def test_a_plan_that_was_done(gold: Gold) -> None:
    row = gold["planner"][2]

    assert (row.completion_share_7d, row.completion_share_28d) == (1.0, 1.0)
    assert (row.success_share_28d, row.last_plan_success) == (1.0, 1.0)
    assert (row.exercise_share_28d, row.mind_share_28d) == (1.0, 1.0)
    # 3 -> 5 and 3 -> 4; what was said first about the walk no longer counts
    assert row.motivation_gain_28d == 1.5


def test_the_first_day_knows_of_no_plan(gold: Gold) -> None:
    row = gold["planner"][1]

    assert row.plans_28d == 0.0
    assert row.days_since_last_plan is None
    for name in ("completion_share_28d", "success_share_28d", "last_plan_success"):
        assert row[name] is None


def test_yesterdays_plan_counts_as_told_by_this_morning(gold: Gold) -> None:
    row = gold["planner"][4]

    # 30 of 30 minutes, 0 of 30, and the walk of the third; its breathing is told at 10:00
    assert row.completion_share_7d == pytest.approx(50 / 90)
    assert row.success_share_28d == pytest.approx(1 / 3)
    assert row.last_plan_success == 0.0
    assert row.exercise_share_28d == pytest.approx(2 / 3)
    assert row.mind_share_28d == pytest.approx(1 / 3)
    assert row.motivation_gain_28d == pytest.approx((2 + 1 - 3) / 3)


def test_a_day_later_the_whole_answer_is_known(gold: Gold) -> None:
    row = gold["planner"][5]

    assert row.completion_share_7d == pytest.approx(60 / 90)
    assert row.success_share_28d == pytest.approx(2 / 3)
    assert row.last_plan_success == 1.0
    assert row.mind_share_28d == pytest.approx(2 / 3)


def test_an_answer_after_36_hours_never_counts(gold: Gold) -> None:
    # the walk of day 2 was reported on day 4 at 09:00
    assert gold["planner"][10].exercise_share_28d == pytest.approx(2 / 3)
    assert gold["planner"][10].motivation_gain_28d == pytest.approx(0.0)


def test_plans_are_counted_and_a_superseded_one_is_none(gold: Gold) -> None:
    assert [gold["planner"][day].plans_28d for day in (2, 3, 4, 5)] == [1.0, 2.0, 3.0, 3.0]
    assert [gold["planner"][day].days_since_last_plan for day in (2, 4, 5)] == [1.0, 1.0, 2.0]


def test_only_finished_exercise_is_load(gold: Gold) -> None:
    loads = [gold["planner"][day].load_1d for day in (2, 3, 4)]

    # 20 minutes at effort 4; breathing is no load
    assert loads == [80.0, 0.0, 80.0]


def test_plans_leave_the_window(gold: Gold) -> None:
    row = gold["planner"][11]

    assert row.completion_share_7d is None
    assert row.completion_share_28d == pytest.approx(60 / 90)
    assert gold["planner"][32].plans_28d == 0.0
    assert gold["planner"][32].completion_share_28d is None
    assert gold["planner"][32].days_since_last_plan == 29.0


def test_silence_is_nothing_done_but_no_motivation(gold: Gold) -> None:
    row = gold["unwilling"][9]

    assert (row.completion_share_7d, row.success_share_28d, row.last_plan_success) == (0, 0, 0)
    assert row.exercise_share_28d == 0.0
    assert row.mind_share_28d is None
    assert row.motivation_gain_28d is None


def test_wellbeing_is_the_week_before_today(gold: Gold) -> None:
    first, third, ninth, tenth = (gold["talker"][day] for day in (1, 3, 9, 10))

    assert first.mood_7d_mean is None
    # two check-ins of one day are one day
    assert (third.mood_7d_mean, third.stress_7d_mean, third.checkins_7d) == (4.0, 5.0, 2.0)
    assert (ninth.mood_7d_mean, ninth.checkins_7d) == (5.0, 1.0)
    assert (tenth.mood_7d_mean, tenth.soreness_7d_mean) == (1.0, 2.0)


def test_what_was_not_said_is_missing_and_no_check_in_is_0(gold: Gold) -> None:
    row = gold["talker"][20]

    assert (row.mood_7d_mean, row.checkins_7d) == (None, 0.0)
    assert gold["talker"][3].anxiety_7d_mean is None
    assert gold["talker"][3].sleep_quality_7d_mean == 3.0
    assert gold["talker"][10].sleep_quality_7d_mean is None
