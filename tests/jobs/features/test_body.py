from math import log
from typing import Any

import pytest

pytestmark = pytest.mark.spark
Gold = dict[str, dict[int, Any]]


def test_hrv_stands_against_its_own_28_nights(gold: Gold) -> None:
    row = gold["hrv_wearer"][29]

    # ln 40 and ln 50, 14 times each: mean 3.800451, SD .111572 x sqrt(28 / 27)
    assert row.hrv_rmssd_z_28d == pytest.approx((log(60) - 3.800451) / 0.113619, abs=1e-4)
    assert row.hrv_rmssd_ms == 60.0
    assert row.hrv_rmssd_7d_mean == pytest.approx((40 * 3 + 50 * 3 + 60) / 7)


def test_a_night_without_hrv_has_no_z_score(gold: Gold) -> None:
    row = gold["hrv_wearer"][30]

    assert row.hrv_rmssd_ms is None
    assert row.hrv_rmssd_z_28d is None
    assert row.hrv_rmssd_7d_mean is not None


def test_z_scores_stop_at_six(gold: Gold) -> None:
    assert gold["hrv_wearer"][31].hrv_rmssd_z_28d == 6.0
    assert gold["hrv_wearer"][32].hrv_rmssd_z_28d == -6.0


def test_equal_nights_make_no_outlier_of_the_next(gold: Gold) -> None:
    # the SD is 0: ln SDNN counts in units of .05, resting heart rate in units of 1 / min
    assert gold["flat_wearer"][10].hrv_sdnn_z_28d == pytest.approx(0.0, abs=1e-9)
    assert gold["flat_wearer"][11].hrv_sdnn_z_28d == pytest.approx(2.0)
    assert gold["hrv_wearer"][11].resting_hr_z_28d == pytest.approx(3.0)


def test_a_band_needs_seven_nights(gold: Gold) -> None:
    assert gold["flat_wearer"][7].hrv_sdnn_z_28d is None
    assert gold["flat_wearer"][8].hrv_sdnn_z_28d is not None


def test_rmssd_and_sdnn_never_meet(gold: Gold) -> None:
    rmssd = ("hrv_rmssd_ms", "hrv_rmssd_7d_mean", "hrv_rmssd_z_28d")
    sdnn = ("hrv_sdnn_ms", "hrv_sdnn_7d_mean", "hrv_sdnn_z_28d")

    assert all(row[name] is None for row in gold["flat_wearer"].values() for name in rmssd)
    assert all(row[name] is None for row in gold["hrv_wearer"].values() for name in sdnn)


def test_sleep_of_a_day_is_added_up_and_judged_by_its_longest_part(gold: Gold) -> None:
    first, third = gold["sleeper"][1], gold["sleeper"][3]

    assert (first.sleep_duration_h, first.sleep_deep_h, first.sleep_rem_h) == (6.0, 1.5, 2.0)
    assert (third.sleep_duration_h, third.sleep_efficiency) == (8.0, 0.95)
    assert third.sleep_deep_h is None


def test_a_nap_alone_is_no_night(gold: Gold) -> None:
    assert gold["sleeper"][4].sleep_duration_h is None
    assert gold["sleeper"][4].observed_days_28d == 3.0


def test_sleep_debt_is_seven_times_what_lacks_of_seven_hours(gold: Gold) -> None:
    week, poor = gold["sleeper"][3], gold["sleeper"][17]

    assert (week.sleep_7d_mean_h, week.sleep_7d_sd_h, week.sleep_debt_7d_h) == (7.0, 1.0, 0.0)
    assert (poor.sleep_7d_mean_h, poor.sleep_7d_sd_h, poor.sleep_debt_7d_h) == (5.0, 0.0, 14.0)


def test_two_nights_make_no_week(gold: Gold) -> None:
    for day in (2, 11, 16):
        row = gold["sleeper"][day]
        assert (row.sleep_7d_mean_h, row.sleep_7d_sd_h, row.sleep_debt_7d_h) == (None, None, None)


def test_steps_are_the_primary_sources_and_yesterdays(gold: Gold) -> None:
    row = gold["mover"][9]

    assert row.steps_1d == 8_000.0
    assert row.steps_7d_mean == 5_000.0
    assert row.steps_28d_mean == 4_500.0


def test_an_unbelievable_total_is_missing_and_not_capped(gold: Gold) -> None:
    row = gold["mover"][10]

    assert row.steps_1d is None
    assert row.steps_28d_mean == 4_500.0


def test_means_of_activity_need_their_days(gold: Gold) -> None:
    assert gold["mover"][3].steps_7d_mean is None
    assert gold["mover"][4].steps_7d_mean == 2_000.0
    assert gold["mover"][7].steps_28d_mean is None
    assert gold["mover"][8].active_energy_7d_mean == 400.0
    assert gold["mover"][9].active_energy_7d_mean is None


def test_minutes_of_training_count_rest_days(gold: Gold) -> None:
    # four of the eight days 1-8 had an hour
    assert gold["trainer"][9].active_minutes_14d_mean == pytest.approx(30.0)
    assert gold["trainer"][7].active_minutes_14d_mean is None


def test_the_wearable_ages_from_its_last_value(gold: Gold) -> None:
    # the night's value at 05:00 is an hour old at 06:00; the last steps are from 17:00
    assert gold["hrv_wearer"][29].wearable_age_h == 1.0
    assert gold["hrv_wearer"][34].wearable_age_h == 49.0
    assert gold["mover"][10].wearable_age_h == 13.0


def test_observed_days_count_todays_night_only(gold: Gold) -> None:
    assert gold["hrv_wearer"][1].observed_days_28d == 1.0
    assert gold["mover"][1].observed_days_28d == 0.0
    assert gold["mover"][10].observed_days_28d == 9.0
    assert gold["hrv_wearer"][29].observed_days_28d == 28.0
    # day 13 to day 40, night 30 was empty and the last was 32
    assert gold["hrv_wearer"][40].observed_days_28d == 19.0


def test_who_never_wore_anything_has_no_body_at_all(gold: Gold) -> None:
    from models.features.catalogue import DAILY

    bodily = ("hrv", "heart", "sleep", "activity", "load", "recovery")
    names = [f.name for f in DAILY if f.group in bodily] + ["wearable_age_h"]

    assert {row[name] for row in gold["talker"].values() for name in names} == {None}
    assert {row.observed_days_28d for row in gold["talker"].values()} == {0.0}
