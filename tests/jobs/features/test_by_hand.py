"""Features of one row each against what a person computes with a pencil; `tests.builders.ramp`.

The row of k = 43 has nights up to 43 and days up to 42: the middle of n nights is 43 - (n - 1) / 2,
of n days it is one less.
"""

from math import exp, pi, sin, sqrt
from typing import Any

import pytest

from tests.builders.ramp import LAST

pytestmark = pytest.mark.spark
Seasons = dict[str, dict[int, Any]]
SD_7, SD_14, SD_28 = sqrt(7 * 8 / 12), sqrt(14 * 15 / 12), sqrt(28 * 29 / 12)
"""SD of so many steps in a row, in steps."""
Z = 14.5 / SD_28
"""The newest value lies 14.5 steps above the middle of the 28 before it."""
STEPS_14 = 2 * (0.5 + 1.5 + 2.5 + 3.5 + 4.5 + 5.5 + 6.5) / 227.5
"""Slope of a week of -1 and a week of 1: sum of |t| / sum of t^2, t = -6.5 to 6.5."""

HRV = {
    "hrv_ln_rmssd_3d_mean": 3.5 + 0.42,
    "hrv_ln_rmssd_14d_mean": 3.5 + 0.365,
    "hrv_ln_rmssd_42d_mean": 3.5 + 0.225,
    "hrv_ln_rmssd_28d_trend": 0.01,
    "hrv_ln_sdnn_3d_mean": 3.6 + 0.42,
    "hrv_ln_sdnn_28d_mean": 3.6 + 0.295,
    "hrv_ln_sdnn_28d_trend": 0.01,
    "hrv_sdnn_cv_7d": 100 * 0.01 * SD_7 / 4.0,
    # the week around k = 40 against four around 22.5
    "hrv_sdnn_band": 17.5 / SD_28,
    "hrv_sdnn_band_side": 1.0,
}
HEART = {
    "resting_hr_3d_mean": 50 + 4.2,
    "resting_hr_7d_mean": 50 + 4.0,
    "resting_hr_14d_mean": 50 + 3.65,
    "resting_hr_28d_mean": 50 + 2.95,
    "resting_hr_42d_mean": 50 + 2.25,
    "resting_hr_drift_28d": 0.1 * (40 - 22.5),
    "lowest_hr_night_7d_mean": 45 + 4.0,
    # an SD of .82 beats is below the floor of 1
    "lowest_hr_night_z_28d": 1.45,
    "mean_hr_night_7d_mean": 55 + 8.0,
    "mean_hr_night_z_28d": Z,
    "walking_hr_7d_mean": 90 + 3.9,
    "walking_hr_28d_mean": 90 + 2.85,
    "walking_hr_drift_28d": 0.1 * (39 - 21.5),
    # 49.3 beats tonight, 54 at rest
    "night_dip_share": 4.7 / 54,
    "vo2max_last_90d": 40 + 4.2,
    # k = 15 to 42 against k = 1 to 14
    "vo2max_change_28d": 0.1 * (28.5 - 7.5),
    "vascular_age_28d_mean": 40 + 2.95,
    "pulse_wave_28d_mean": 7 + 0.295,
}
SLEEP = {
    "sleep_duration_3d_mean": 6 + 0.84,
    "sleep_duration_14d_mean": 6 + 0.73,
    "sleep_duration_28d_mean": 6 + 0.59,
    "sleep_duration_42d_mean": 6 + 0.45,
    "sleep_duration_28d_sd": 0.02 * SD_28,
    "sleep_duration_14d_trend": 0.02,
    # an SD of .16 h is below the floor of .5
    "sleep_duration_z_28d": 0.29 / 0.5,
    "sleep_efficiency_7d_mean": 0.8 + 0.08,
    "sleep_deep_7d_mean": 1 + 0.4,
    "sleep_rem_7d_mean": 1.5 + 0.4,
    "sleep_awake_h": 0.5,
    "sleep_latency_min": 12.0,
    "sleep_wake_h": 6 + 0.86,
    "sleep_wake_14d_sd_h": 0.02 * SD_14,
    "sleep_score": 60 + 21.5,
    "sleep_breathing_28d_mean": 5 + 2.95,
}
ACTIVITY = {
    "steps_3d_mean": 5000 + 4100.0,
    "steps_14d_mean": 5000 + 3550.0,
    "steps_42d_mean": 5000 + 2150.0,
    "steps_7d_sd": 100 * SD_7,
    "steps_28d_trend": 100.0,
    # an SD of 823 steps is below the floor of 1,000
    "steps_z_28d": 1.45,
    "steps_week_ratio": 8900 / 7850,
    # Saturdays 15 22 29 36 and Sundays after them; the other twenty of k = 15 to 42
    "steps_weekend_ratio_28d": (5000 + 2600) / (5000 + 2950),
    "steps_over_8000_7d": 7.0,
    "active_energy_1d": 400 + 210.0,
    "active_energy_28d_mean": 400 + 142.5,
    "distance_7d_mean_m": 4000 + 1950.0,
    "exercise_7d_sum_min": 7 * 59.0,
    "intense_7d_mean_min": 5 + 19.5,
    "medium_7d_mean_min": 30 + 39.0,
    "sedentary_7d_mean_min": 500 + 39.0,
    "activity_score_7d_mean": 50 + 19.5,
}
RECOVERY = {
    "oura_readiness_7d_mean": 60 + 20.0,
    "oura_readiness_28d_mean": 60 + 14.75,
    "oura_readiness_z_28d": Z,
    "temperature_deviation_7d_mean": -0.5 + 0.4,
    "respiratory_rate_1d": 14.42,
    "respiratory_rate_7d_mean": 14.39,
    # an SD of .08 is below the floor of .3: 14.5 steps of .01
    "respiratory_rate_z_28d": 0.145 / 0.3,
    "spo2_7d_mean": 0.95 + 0.0078,
    "spo2_28d_min": 0.95 + 0.003,
    "stress_7d_mean_h": 1.39,
    "recovery_7d_mean_h": 2.39,
    "stress_share_7d": 1.39 / 3.78,
    "body_mass_28d_mean": 70 + 2.85,
}
SAID = {
    "mood_28d_mean": 3.0,
    "stress_28d_mean": 2.0,
    "anxiety_28d_mean": 3.0,
    "soreness_28d_mean": 4.0,
    "sleep_quality_28d_mean": 4.0,
    "stress_14d_trend": STEPS_14,
    "anxiety_14d_trend": STEPS_14,
    "soreness_14d_trend": -STEPS_14,
    "sleep_quality_14d_trend": STEPS_14,
    # seven answers of 2, fourteen of 4
    "motivation_before_28d_mean": 10 / 3,
    "motivation_change": 4 - 10 / 3,
}
PLANS = {
    # seven times 10 of 30 minutes, then seven times all
    "completion_change": 1 - 2 / 3,
    "success_share_7d": 1.0,
    "moderate_intensity_share_28d": 0.5,
    "high_intensity_share_28d": 1.0,
    "moderate_anxiety_share_42d": 2 / 3,
    "moderate_activity_share_42d": 1 / 3,
    "high_activity_share_42d": 1.0,
}
OTHERS = {
    # against 60 beats, 40 ms, 8,000 steps and a half, released at day 80
    "resting_hr_vs_everyone": -6.0,
    "resting_hr_vs_goal": -6.0,
    "hrv_rmssd_vs_everyone": sum(exp(3.5 + 0.01 * k) for k in range(37, 44)) / 7 - 40,
    "hrv_rmssd_vs_goal": sum(exp(3.5 + 0.01 * k) for k in range(37, 44)) / 7 - 40,
    "steps_vs_everyone": 900.0,
    "steps_vs_goal": 900.0,
    "completion_vs_everyone": 2 / 3 - 0.5,
    "completion_vs_goal": 2 / 3 - 0.5,
}
QUALITY = {
    **dict.fromkeys(("has_sdnn", "has_resting_hr", "has_steps", "steps_overlap_7d"), 1.0),
    **dict.fromkeys(("sdnn_days_28d", "resting_hr_days_28d", "steps_days_28d"), 28.0),
    "load_days_42d": 42.0,
    "non_wear_7d_mean_min": 59.0,
    "steps_sources_7d_mean": 1.0,
    # four Saturdays, k = 15 22 29 36
    "weekday_steps_4w": 5000 + 2550.0,
}
LIFTER = {
    # five sets of 5 and ten of 12
    "strength_reps_28d_mean": 145 / 15,
    # a squat of 100 of 123.3 kg, four lifts of 6 / 7
    "strength_intensity_28d": (100 / (100 * 37 / 30) + 4 * 6 / 7) / 5,
    "strength_tonnage_28d": 5 * (100 + 80 + 120 + 50 + 70) + 120 * 60.0,
    "strength_days_28d": 1.0,
    "strength_days_90d": 1.0,
    "e1rm_deadlift_28d_kg": 140.0,
    **dict.fromkeys(("e1rm_deadlift_trust_28d", "e1rm_press_trust_28d"), 0.0),
    "e1rm_row_trust_28d": 0.0,
    # bench; bench, press and row; squat and deadlift
    "sets_chest_7d": 1.0,
    "sets_arms_7d": 3.0,
    "sets_glutes_7d": 2.0,
}
RUNNER = {
    "active_minutes_1d": 120.0,
    "active_minutes_7d_sum": 480.0,
    "active_minutes_28d_mean": (27 * 60 + 120) / 28,
    "workouts_28d": 28.0,
    "longest_session_90d_min": 120.0,
    "load_42d_mean": (41 * 300 + 600) / 42,
    "load_90d_mean": (70 * 300 + 600) / 71,
    # mean 2400 / 7, SD 300 / sqrt(7); the strains before were 2100 x 10
    "strain_to_p90_90d": 2400 * (2400 / 7) / (300 / sqrt(7)) / 21_000,
}
TABLE: dict[tuple[str, int], dict[str, float]] = {
    ("ramp", LAST): {
        **HRV, **HEART, **SLEEP, **ACTIVITY, **RECOVERY, **SAID, **PLANS, **OTHERS, **QUALITY
    },
    # days 26 to 32, k = 1 on day 43: those from k = 30 on
    ("ramp", LAST - 10): {"steps_over_8000_7d": 3.0},
    ("doubled", 4): {"steps_overlap_7d": 1.8, "steps_sources_7d_mean": 2.0, "steps_1d": 1000.0},
    ("lifter", 8): LIFTER,
    ("runner", 72): RUNNER,
    # half an hour of yoga on day 20
    ("all ways", 21): {"mind_minutes_42d": 30.0},
    # the last week's best of 130 kg against 100 x 37 / 30
    ("builder", 50): {"e1rm_change_28d_kg": 130 - 370 / 3},
    # day 213 of the year
    ("feeler", 1): {"year_sin": sin(2 * pi * 212 / 365.25)},
}  # fmt: skip
CASES = [(*where, name, value) for where, of in TABLE.items() for name, value in of.items()]


@pytest.mark.parametrize(("who", "day", "name", "value"), CASES)
def test_a_feature_is_what_a_pencil_says(
    seasons: Seasons, who: str, day: int, name: str, value: float
) -> None:
    assert seasons[who][day][name] == pytest.approx(value, rel=1e-9, abs=1e-9)


def test_habits_of_a_weekday_are_its_last_four(gold: Seasons) -> None:
    # the days 22, 15 and 1 were trained on, day 8 was not
    assert gold["trainer"][29].weekday_trained_4w == 0.75


def test_naps_are_what_the_longest_sleep_leaves(gold: Seasons) -> None:
    # days 1 and 2 without, six and two hours on day 3
    assert gold["sleeper"][3].sleep_nap_7d_h == 2.0
