"""Each group's formulas against published or hand-computed numbers."""

from math import exp, log
from typing import Any

import pytest

from tests.builders.frames import at, utc

pytestmark = pytest.mark.spark
Seasons = dict[str, dict[int, Any]]


def test_trimp_is_banisters_of_both_sexes(seasons: Seasons) -> None:
    # 60 min at dHR .7 (rest 50, max 208 - .7 x 40 = 180): 103 men, 116 women (facts.md 3)
    men, women = seasons["runner"], seasons["female runner"]

    assert men[5].trimp_1d == pytest.approx(103.0, abs=0.5)
    assert women[5].trimp_1d == pytest.approx(116.3, abs=0.5)
    assert men[11].trimp_7d_sum == pytest.approx(7 * 60 * 0.7 * 0.64 * exp(1.92 * 0.7))
    assert men[31].trimp_28d_mean == pytest.approx(men[5].trimp_1d)


def test_trimp_needs_rest_age_and_sex(seasons: Seasons) -> None:
    # two mornings are no resting heart rate yet
    assert seasons["runner"][3].trimp_1d is None
    assert {row.trimp_1d for row in list(seasons["ageless runner"].values())[:70]} == {None}
    assert seasons["ageless runner"][60].trimp_days_42d == 0.0


def test_who_trains_the_same_for_ever_is_as_fit_as_tired(seasons: Seasons) -> None:
    rows = seasons["runner"]

    for row in (rows[43], rows[61], rows[71]):
        assert (row.ctl_42d, row.atl_7d) == (pytest.approx(300), pytest.approx(300))
        assert row.tsb == pytest.approx(0, abs=1e-9)
    assert rows[71].fitness_change_28d == pytest.approx(0, abs=1e-9)
    assert rows[42].ctl_42d is None


def test_fitness_and_fatigue_follow_as_exponentials(seasons: Seasons) -> None:
    row = seasons["runner"][72]

    # 70 days of 300 and one of 600, whose weight is (1 - e^(-1/42)) / (1 - e^(-71/42)) = .028849,
    # and (1 - e^(-1/7)) / (1 - e^(-71/7)) = .133127
    assert row.ctl_42d == pytest.approx(308.655, abs=1e-3)
    assert row.atl_7d == pytest.approx(339.938, abs=1e-3)
    assert row.tsb == pytest.approx(308.655 - 339.938, abs=1e-3)
    assert row.fitness_change_28d == pytest.approx(8.655, abs=1e-3)
    # of TRIMP too: days 3 to 70 of 103.067 and one of twice that, weights .029171 and .133129
    assert row.trimp_ctl_42d == pytest.approx(103.067 * 1.029171, abs=1e-3)
    assert row.trimp_atl_7d == pytest.approx(103.067 * 1.133129, abs=1e-3)
    assert row.trimp_tsb == pytest.approx(103.067 * (1.029171 - 1.133129), abs=1e-3)


def test_ewma_is_williams(seasons: Seasons) -> None:
    row = seasons["stepper"][32]

    # 28 days of 300, three of 600: 600 - 300 x .75^3 and 600 - 300 x (27 / 29)^3
    assert row.ewma_7d == pytest.approx(473.4375)
    assert row.ewma_28d == pytest.approx(600 - 300 * (27 / 29) ** 3)
    assert row.acwr_ewma == pytest.approx(473.4375 / 357.886, abs=1e-4)
    assert seasons["stepper"][28].acwr_ewma is None


def test_load_counts_weeks_rest_and_effort(seasons: Seasons) -> None:
    row = seasons["stepper"][32]

    # the week: 4 x 300 + 3 x 600, before it 7 x 300
    assert row.load_week_ratio == pytest.approx(3000 / 2100)
    assert (row.load_3d_sum, row.load_14d_sum) == (1800.0, 3000.0 + 2100.0)
    assert (row.rest_days_7d, row.hard_days_7d, row.days_since_rest) == (0.0, 0.0, None)
    assert seasons["stepper"][34].rest_days_7d == 2.0
    assert (row.easy_share_28d, row.hard_share_28d, row.session_effort_28d_mean) == (0, 0, 5)


def test_a_spike_is_against_the_longest_of_thirty_days(seasons: Seasons) -> None:
    row = seasons["runner"][72]

    assert (row.spike_session_30d, row.spike_minutes_30d, row.spike_distance_30d) == (2, 2, 2)
    assert seasons["runner"][71].spike_session_30d == 1.0
    assert seasons["runner"][2].spike_session_30d is None
    assert seasons["runner"][73].spike_session_30d is None


def test_the_hrv_band_is_the_four_weeks_before(seasons: Seasons) -> None:
    rows = seasons["bander"]

    # baseline of 14 x ln 40 and 14 x ln 50: mean 3.800451, SD .113619
    assert rows[35].hrv_rmssd_band == pytest.approx((log(60) - 3.800451) / 0.113619, abs=1e-3)
    assert [rows[day].hrv_rmssd_band_side for day in (34, 35, 38, 42)] == [1, 1, 0, -1]
    # days 39 to 42
    assert rows[42].hrv_rmssd_below_band_7d == 4.0
    assert rows[34].band_weeks == 5.0


def test_a_band_needs_three_nights_in_each_of_five_weeks(seasons: Seasons) -> None:
    rows = seasons["bander"]

    assert (rows[30].hrv_rmssd_band, rows[30].band_weeks) == (None, 4.0)
    assert rows[31].hrv_rmssd_band is not None
    assert all(row.hrv_sdnn_band is None for row in rows.values())


def test_spread_and_saturation_of_hrv(seasons: Seasons) -> None:
    rows = seasons["bander"]

    # 4 nights of ln 50, 3 of ln 40: mean 3.816390, SD .119276
    assert rows[28].hrv_rmssd_cv_7d == pytest.approx(3.12536, abs=1e-3)
    # a heart of 60 beats once a second
    assert rows[35].hrv_rmssd_to_rr_7d == pytest.approx(log(60))
    assert rows[28].hrv_ln_rmssd_28d_mean == pytest.approx(3.800451, abs=1e-6)
    assert rows[28].rmssd_nights_28d == 28.0


def test_heart_rate_of_a_steady_heart(seasons: Seasons) -> None:
    row = seasons["runner"][40]

    assert (row.hr_reserve_bpm, row.resting_hr_drift_28d, row.resting_hr_28d_trend) == (130, 0, 0)
    assert row.resting_hr_7d_sd == 0.0
    assert row.workout_hr_28d_mean == pytest.approx(141.0)


def test_sleep_debt_and_regularity(seasons: Seasons) -> None:
    row = seasons["sleeper"][29]

    # eight hours, from 01:00 on two nights of seven and from 23:00 on five
    assert (row.sleep_debt_14d_h, row.sleep_under_7h_14d, row.sleep_under_6h_7d) == (-14, 0, 0)
    assert row.sleep_social_jetlag_28d_h == pytest.approx(2.0)
    assert row.sleep_bedtime_14d_sd_h == pytest.approx((4 * 4 * 10 / 14 / 13) ** 0.5)
    assert row.sleep_midpoint_14d_sd_h == pytest.approx(row.sleep_bedtime_14d_sd_h)
    # a Saturday two hours after the median of 23:00, fifteen minutes forgiven
    assert (row.sleep_bedtime_h, row.sleep_bedtime_off_h) == (1.0, 1.75)
    assert seasons["sleeper"][27].sleep_bedtime_off_h == 0.0
    assert (row.sleep_deep_share, row.sleep_rem_share) == (0.25, 0.2)


def test_a_trip_shifts_the_clock(seasons: Seasons) -> None:
    assert seasons["sleeper"][29].clock_shift_7d_h == 0.0
    assert seasons["sleeper"][30].clock_shift_7d_h == 2.0


def test_lifts_by_epley_with_reps_in_reserve(seasons: Seasons) -> None:
    row = seasons["lifter"][8]

    # 100 kg x (1 + 7 / 30), two in reserve; the bench's five were not said to leave any
    assert row.e1rm_squat_28d_kg == pytest.approx(123.333, abs=1e-3)
    assert row.e1rm_bench_28d_kg == pytest.approx(80 * 7 / 6)
    assert (row.e1rm_squat_trust_28d, row.e1rm_bench_trust_28d) == (1.0, 0.0)
    assert (row.e1rm_press_28d_kg, row.e1rm_row_28d_kg) == (50 * 7 / 6, 70 * 7 / 6)
    total = 123.3333 + 80 * 7 / 6 + 140
    assert row.strength_relative_28d == pytest.approx(total / (80 - 4 / 7), abs=1e-3)


def test_volume_by_muscle_and_the_target(seasons: Seasons) -> None:
    row = seasons["lifter"][8]

    # squat and ten leg extensions; press and bench; deadlift and row
    assert (row.sets_quads_7d, row.sets_shoulders_7d, row.sets_back_7d) == (11.0, 2.0, 2.0)
    assert (row.sets_hamstrings_7d, row.sets_core_7d) == (1.0, 0.0)
    assert row.strength_muscles_10_sets_7d == 1.0
    assert row.strength_push_pull_28d == pytest.approx(3 / 2)
    # one day of three for an intermediate, whose goal it is
    assert row.strength_days_to_target_7d == row.goal_share_7d == pytest.approx(1 / 3)
    assert row.goal_share_28d == pytest.approx(1 / 12)
    assert (row.strength_hard_sets_7d, row.strength_rir_28d_mean) == (1.0, 2.0)
    assert (seasons["lifter"][9].sets_quads_7d, seasons["lifter"][91].sets_quads_7d) == (0.0, 0.0)
    assert seasons["lifter"][92].sets_quads_7d is None
    assert seasons["lifter"][9].strength_days_7d == 0.0


def test_body_mass_falls_by_a_kilogram_a_week(seasons: Seasons) -> None:
    row = seasons["lifter"][8]

    assert row.body_mass_week_kg == pytest.approx(-1.0)
    assert row.body_mass_kg == pytest.approx(79.0)
    assert seasons["lifter"][4].body_mass_week_kg is None


def test_the_whos_minutes(seasons: Seasons) -> None:
    # an hour a day at effort 5 counts once; 150 a week is all of the target
    row = seasons["runner"][40]

    assert (row.who_minutes_7d, row.who_share_28d, row.goal_share_7d) == (420.0, 1.0, 1.0)
    assert row.training_days_to_plan_7d == pytest.approx(7 / 4)
    assert seasons["runner"][28].who_share_28d is None


def test_history_of_a_steady_and_of_a_stopped_athlete(seasons: Seasons) -> None:
    row = seasons["runner"][61]

    assert (row.training_days_28d, row.training_days_90d, row.training_weeks_12w) == (28, 60, 9)
    assert (row.training_weekly_cv_6w, row.training_longest_gap_90d) == (0.0, 1.0)
    assert row.cardio_minutes_42d == 42 * 60.0
    # 7 x 300 of a week with 180 x 3 x 2 more: six sums of minutes, five of 420 and one of 600
    assert seasons["stepper"][32].training_weekly_cv_6w is None


def test_streaks_count_plans_in_a_row(seasons: Seasons) -> None:
    rows = seasons["answerer"]

    # all done, but nothing on day 3 and no word about day 7
    assert [rows[day].success_streak for day in range(2, 9)] == [1, 2, 0, 1, 2, 3, 0]
    assert [rows[day].miss_streak for day in range(2, 9)] == [0, 0, 1, 0, 0, 0, 1]
    assert [rows[day].best_streak_42d for day in range(2, 9)] == [1, 2, 2, 2, 2, 3, 3]


def test_completion_by_kind_segment_and_time(seasons: Seasons) -> None:
    row = seasons["answerer"][8]

    done = pytest.approx(5 / 7)
    assert (
        row.completion_share_42d == row.meditation_share_28d == row.high_anxiety_share_42d == done
    )
    assert row.low_activity_share_42d == row.low_intensity_share_28d == done
    assert (row.low_anxiety_share_42d, row.journaling_share_28d) == (None, None)
    # days 1, 2 (a weekend) all done; of Monday to Friday three of five
    assert (row.weekend_share_42d, row.weekday_share_42d) == (1.0, pytest.approx(3 / 5))
    assert (row.planned_minutes_7d, row.done_minutes_7d) == (210.0, 150.0)
    assert row.completion_share_3d == pytest.approx(2 / 3)
    assert row.weekday_completion_4w == 1.0


def test_answers_and_habits(seasons: Seasons) -> None:
    row = seasons["answerer"][8]

    assert row.answer_share_28d == pytest.approx(6 / 7)
    assert (row.answer_delay_28d_h, row.difficulty_28d_mean) == (12.0, 3.0)
    # actions 1 0 1 0 1 0 1; two activities offered seven times
    assert (row.action_repeats_14d, row.offer_novelty_14d) == (4.0, pytest.approx(2 / 14))
    assert (row.motivation_before_7d_mean, row.motivation_after_28d_mean) == (2.0, 4.0)


def test_a_goal_counts_from_when_it_was_said(seasons: Seasons) -> None:
    rows = seasons["answerer"]

    # stress relief, said at midnight of day 5: a meditation on each of three of four days, of seven
    assert rows[4].goal_share_7d is None
    assert rows[5].goal_share_7d == pytest.approx(3 / 7)


def test_a_row_keeps_the_goal_of_its_own_morning(seasons: Seasons) -> None:
    changed, same = seasons["changer"], seasons["answerer"]

    assert changed[5].goal_share_7d == same[5].goal_share_7d > 0
    # strength is measured by lifting, of which this one has no log
    assert changed[6].goal_share_7d is None
    assert utc(changed[6].event_ts) == at(6, 5)
    assert utc(changed[7].event_ts) == at(7)


def test_moods_and_fatigue_of_a_week(seasons: Seasons) -> None:
    row = seasons["feeler"][8]

    # least squares of 1 1 2 2 3 3 4 is a half a day; (6 - 4) + 2 + 3
    assert row.mood_14d_trend == pytest.approx(0.5)
    assert (row.hooper_7d_mean, row.hooper_z_28d) == (7.0, None)
    assert (row.mood_7d_min, row.stress_7d_max, row.pain_7d_max) == (1.0, 2.0, 7.0)
    assert (row.pain_days_28d, row.symptom_days_28d, row.checkins_28d) == (4.0, 1.0, 7.0)
    assert (seasons["feeler"][7].mood_14d_trend, row.days_since_checkin) == (None, 1.0)


def test_the_calendar_goes_round(seasons: Seasons) -> None:
    # day 1 is Saturday, 1 August: day 213 of the year
    saturday, monday = seasons["feeler"][1], seasons["feeler"][3]

    assert (saturday.weekend, monday.weekend) == (1.0, 0.0)
    assert (monday.week_sin, monday.week_cos) == (0.0, 1.0)
    assert saturday.week_sin == pytest.approx(-0.974928, abs=1e-6)
    assert saturday.year_cos == pytest.approx(-0.874347, abs=1e-3)
    assert saturday.known_days_90d == 0.0


def test_masks_and_ages_say_what_is_missing(seasons: Seasons) -> None:
    row = seasons["sleeper"][47]

    assert (row.has_sleep, row.has_stages, row.has_rmssd, row.has_checkin) == (0, 0, 0, 0)
    assert (row.sleep_age_d, row.rmssd_age_d, row.sleep_nights_28d) == (2.0, None, 26.0)
    assert (seasons["sleeper"][45].has_sleep, seasons["sleeper"][45].has_stages) == (1, 1)
    assert seasons["feeler"][8].has_checkin == 1.0


def test_a_cohorts_figure_counts_from_its_release(seasons: Seasons) -> None:
    rows = seasons["sleeper"]

    # released at 03:00 of day 10, and at noon of day 40; own mean eight hours
    assert [rows[day].sleep_vs_everyone_h for day in (9, 10, 40, 41)] == [None, 1.0, 1.0, 1.5]
    assert rows[10].cohort_release_age_d == pytest.approx(3 / 24)


def test_a_suppressed_figure_stays_missing(seasons: Seasons) -> None:
    rows = seasons["sleeper"]

    assert [rows[day].sleep_vs_goal_h for day in (10, 40, 41)] == [0.5, 0.5, None]
    # the third release shows nothing at all: the second is not read in its place
    assert rows[44].sleep_vs_everyone_h is None
    assert rows[44].cohort_release_age_d is not None
