"""A day's training adds up, whoever told of it; what two records tell of counts once."""

from typing import Any

import pytest

pytestmark = pytest.mark.spark
Seasons = dict[str, dict[int, Any]]


def day(row: Any) -> tuple[float, ...]:
    """Return load, minutes and sessions of the day before."""
    return row.load_1d, row.active_minutes_1d, row.load_30d_max_session


def test_a_watched_run_and_logged_lifting_are_two_sessions(seasons: Seasons) -> None:
    row = seasons["all ways"][11]

    # 60 min at 6, and 20 sets of 3 min at 8
    assert day(row) == (360.0 + 480.0, 60.0 + 60.0, 480.0)
    assert (row.workouts_7d, row.hard_days_7d) == (2.0, 1.0)
    # no watch saw the lifting
    assert row.trimp_1d is None


def test_lifting_that_watch_and_log_tell_counts_once(seasons: Seasons) -> None:
    rows = seasons["all ways"]

    # the watch: 50 min at 6 and 10 at 5; the log: 3 x 3 min at 8
    assert day(rows[13]) == (350.0, 60.0, 480.0)
    assert rows[13].workouts_7d - rows[12].workouts_7d == 2.0
    # the watch: 30 min at 6; the log: 60 min at 8
    assert day(rows[15]) == (480.0, 60.0, 480.0)
    assert rows[15].workouts_7d - rows[14].workouts_7d == 1.0
    assert rows[15].trimp_1d > 0


def test_what_a_plan_says_was_done_may_have_been_worn(seasons: Seasons) -> None:
    # the watch: 20 min at 6; the plan: 20 min of walking that felt like 9
    row = seasons["all ways"][17]

    assert day(row)[:2] == (180.0, 20.0)
    assert seasons["all ways"][17].workouts_7d - seasons["all ways"][16].workouts_7d == 1.0


def test_several_workouts_of_a_day_add_up(seasons: Seasons) -> None:
    row = seasons["all ways"][19]

    # 60 min at 6 and 90 min at 5
    assert day(row) == (360.0 + 450.0, 150.0, 480.0)


def test_who_only_lifts_has_workouts(seasons: Seasons) -> None:
    # days 34, 36, 38 and 40: ten sets are half an hour
    row = seasons["new lifter"][41]

    assert (row.workouts_7d, row.days_since_workout) == (4.0, 1.0)
    assert (row.active_minutes_7d_sum, row.load_7d_sum) == (120.0, 960.0)


def test_finished_exercise_of_plans_is_a_workout(seasons: Seasons) -> None:
    assert [seasons["rater"][n].workouts_7d for n in (1, 2, 3, 6)] == [None, 1.0, 2.0, 5.0]
    assert seasons["rater"][6].days_since_workout == 1.0


def test_an_effort_is_the_athletes_own_word(seasons: Seasons) -> None:
    rows = seasons["rater"]

    # a walk that the catalogue holds for 4; day 4 was rated after the next morning
    assert [rows[n].load_1d for n in range(2, 7)] == [80.0, 180.0, 40.0, 80.0, 210.0]
    assert (rows[3].load_30d_max_session, rows[7].load_30d_max_session) == (180.0, 210.0)


def test_the_whos_minutes_are_aerobic(seasons: Seasons) -> None:
    # plans: 20 min at 4, 20 at 9 counted twice, at 2 not at all, 20 at 4; dumbbells are lifting
    assert seasons["rater"][8].who_minutes_7d == 20.0 + 40.0 + 0.0 + 20.0
    # the watch, days 14 to 20: lifting, 20 min of running at 6 (the plan's walk felt like 9),
    # 60 at 6 and 90 at 5, twice lifting and yoga
    assert seasons["all ways"][21].who_minutes_7d == 2 * 20.0 + 2 * 60.0 + 90.0


def test_a_spike_of_distance_is_of_runs(seasons: Seasons) -> None:
    # 10 km on foot and 40 km by bike, and no run with a distance before or after
    assert {row.spike_distance_30d for row in seasons["all ways"].values()} == {None}


def test_silence_is_rest_for_a_week_and_then_unknown(seasons: Seasons) -> None:
    rows = seasons["silent"]

    # an hour on day 1
    assert [rows[day].load_days_42d for day in (8, 9, 29)] == [7.0, 7.0, 7.0]
    assert [rows[day].rest_days_7d for day in (7, 8, 9)] == [None, 6.0, None]
    assert {row.acwr_uncoupled for row in rows.values()} == {None}


def test_a_week_without_a_watch_does_not_end_what_takes_weeks_to_warm_up(seasons: Seasons) -> None:
    rows = seasons["traveller"]

    # nothing is known of days 57 to 60
    assert rows[72].load_days_42d == 38.0
    # 300 a day against 11 x 300 of 17 known days
    assert rows[72].acwr_uncoupled == pytest.approx(17 / 11)
    # 300 (1 - k^11 (1 - k^6) / (1 - k^67)) with k = e^(-1/42)
    assert rows[72].ctl_42d == pytest.approx(261.44, abs=0.01)
    assert {rows[day].acwr_uncoupled for day in range(1, 29)} == {None}
    assert {rows[day].ctl_42d for day in range(1, 43)} == {None}


def test_half_a_day_on_the_bike_and_four_hundred_kilograms_are_believed(seasons: Seasons) -> None:
    row = seasons["ultra"][41]

    # 720 min at 6; 400 kg eight times
    assert row.load_1d == row.load_7d_max == row.load_30d_max_session == 4320.0
    assert row.e1rm_best_28d_kg == pytest.approx(506.667, abs=1e-3)


def test_weeks_vary_once_six_of_them_are_whole(seasons: Seasons) -> None:
    rows = seasons["runner"]

    assert [rows[day].training_weekly_cv_6w for day in (37, 42, 43)] == [None, None, 0.0]
    # five weeks of 420 min and one of 480: SD 24.495, mean 430
    assert rows[72].training_weekly_cv_6w == pytest.approx(24.4949 / 430, abs=1e-6)
