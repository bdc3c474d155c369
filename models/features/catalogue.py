"""The feature catalogue: every column of the context, named once, in the context's order.

`DAILY` are the columns of gold.daily_features: nights that ended on day D and days up to D - 1.
`REQUEST` are read at the request by `models.features.request`.
"""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """One column: what it is, in which unit, within which range, from how much data."""

    name: str
    group: str
    unit: str
    low: float
    high: float
    minimum: str
    """Minimum-data rule; with less the feature is missing, never 0."""
    description: str
    view: str = "daily_features"
    dtype: str = "float64"


def _group(group: str, *rows: tuple[str, str, float, float, str, str]) -> tuple[Feature, ...]:
    return tuple(Feature(r[0], group, *r[1:]) for r in rows)


DAILY: tuple[Feature, ...] = (
    *_group(
        "hrv",
        ("hrv_rmssd_ms", "ms", 1, 300, "1 night", "RMSSD of the night that ended on the day"),
        ("hrv_rmssd_7d_mean", "ms", 1, 300, "3 nights of 7", "Mean nightly RMSSD of 7 nights"),
        ("hrv_rmssd_z_28d", "z", -6, 6, "7 nights of 28", "ln RMSSD against the own 28 nights"),
        ("hrv_sdnn_ms", "ms", 1, 400, "1 sample", "Mean SDNN of the last 24 h up to the morning"),
        ("hrv_sdnn_7d_mean", "ms", 1, 400, "3 days of 7", "Mean daily SDNN of 7 days"),
        ("hrv_sdnn_z_28d", "z", -6, 6, "7 days of 28", "ln SDNN against the own 28 days"),
    ),
    *_group(
        "heart",
        ("resting_hr_bpm", "1/min", 25, 130, "1 value", "Resting heart rate of the last day"),
        ("resting_hr_7d_mean", "1/min", 25, 130, "3 days of 7", "Mean resting heart rate, 7 days"),
        ("resting_hr_z_28d", "z", -6, 6, "7 days of 28", "Resting heart rate against own 28 days"),
        ("lowest_hr_night_bpm", "1/min", 25, 130, "1 night", "Lowest heart rate of the night"),
    ),
    *_group(
        "sleep",
        ("sleep_duration_h", "h", 0, 16, "1 night", "Hours asleep in the night that ended today"),
        ("sleep_efficiency", "1", 0, 1, "1 night", "Asleep / in bed"),
        ("sleep_deep_h", "h", 0, 8, "1 night", "Hours of deep sleep"),
        ("sleep_rem_h", "h", 0, 8, "1 night", "Hours of REM sleep"),
        ("sleep_7d_mean_h", "h", 0, 16, "3 nights of 7", "Mean hours asleep of 7 nights"),
        ("sleep_7d_sd_h", "h", 0, 8, "3 nights of 7", "SD of hours asleep of 7 nights"),
        (
            "sleep_debt_7d_h",
            "h",
            -30,
            49,
            "3 nights of 7",
            "7 h a night minus the 7-night mean, x 7",
        ),
    ),
    *_group(
        "activity",
        ("steps_1d", "1", 0, 100000, "1 day", "Steps of the day before"),
        ("steps_7d_mean", "1", 0, 100000, "3 days of 7", "Mean daily steps of 7 days"),
        ("steps_28d_mean", "1", 0, 100000, "7 days of 28", "Mean daily steps of 28 days"),
        ("active_energy_7d_mean", "kcal", 0, 8000, "3 days of 7", "Mean daily active energy"),
        ("active_minutes_14d_mean", "min", 0, 600, "7 days of 14", "Mean daily training minutes"),
        ("workouts_7d", "1", 0, 50, "wearable or log", "Workouts in 7 days"),
        ("days_since_workout", "d", 0, 90, "1 workout in 90 d", "Days since the last workout"),
    ),
    *_group(
        "load",
        ("load_1d", "au", 0, 3000, "wearable or log", "Session-RPE load of the day before"),
        ("load_7d_sum", "au", 0, 12000, "wearable or log", "Session-RPE load (CR10 x min), 7 days"),
        ("load_7d_max", "au", 0, 3000, "wearable or log", "Largest daily load of 7 days"),
        ("load_28d_mean", "au", 0, 3000, "7 days of 28", "Mean daily load of 28 days"),
        ("load_30d_max_session", "au", 0, 3000, "1 session", "Largest session load of 30 days"),
        ("acwr_uncoupled", "1", 0, 10, "28 days", "Load of days 0-6 / of days 7-27 (means)"),
        ("monotony_7d", "1", 0, 10, "7 days", "Mean daily load / SD, capped at 10 (Foster 1998)"),
        ("strain_7d", "au", 0, 60000, "7 days", "Weekly load x monotony (Foster 1998)"),
    ),
    *_group(
        "strength",
        ("strength_sets_7d", "1", 0, 400, "strength log", "Working sets in 7 days"),
        ("strength_sets_28d", "1", 0, 1600, "strength log", "Working sets in 28 days"),
        ("strength_tonnage_7d", "kg", 0, 200000, "strength log", "Sum of reps x kg in 7 days"),
        ("e1rm_best_28d_kg", "kg", 0, 500, "1 set of <= 10 reps", "Best Epley e1RM in 28 days"),
        ("strength_rpe_7d_mean", "1", 0, 10, "1 rated set", "Mean RPE of working sets in 7 days"),
        ("days_since_strength", "d", 0, 90, "1 session in 90 d", "Days since the last lifting"),
    ),
    *_group(
        "recovery",
        ("oura_readiness_score", "1", 0, 100, "1 day", "Oura's readiness score of the day"),
        ("oura_readiness_7d_mean", "1", 0, 100, "3 days of 7", "Mean Oura readiness of 7 days"),
        ("temperature_deviation_c", "K", -5, 5, "1 night", "Oura's body temperature deviation"),
    ),
    *_group(
        "adherence",
        ("completion_share_7d", "1", 0, 1, "1 plan in 7 d", "Done / planned minutes, plans of 7 d"),
        ("completion_share_28d", "1", 0, 1, "1 plan in 28 d", "Done / planned minutes of 28 d"),
        ("success_share_28d", "1", 0, 1, "1 plan in 28 d", "Plans of 28 d with >= 80 % done"),
        ("last_plan_success", "1", 0, 1, "1 plan", "Whether the last plan was >= 80 % done"),
        ("plans_28d", "1", 0, 28, "none", "Plans in 28 days"),
        ("days_since_last_plan", "d", 0, 90, "1 plan in 90 d", "Days since the last plan"),
        ("exercise_share_28d", "1", 0, 1, "1 offer in 28 d", "Done share of offered exercises"),
        ("mind_share_28d", "1", 0, 1, "1 offer in 28 d", "Done share of meditation and journaling"),
        ("motivation_gain_28d", "1", -4, 4, "1 answer in 28 d", "Mean motivation after - before"),
    ),
    *_group(
        "wellbeing",
        ("mood_7d_mean", "1", 1, 5, "1 check-in in 7 d", "Mean mood of 7 days, today's left out"),
        ("stress_7d_mean", "1", 1, 5, "1 check-in in 7 d", "Mean stress of 7 days"),
        ("anxiety_7d_mean", "1", 1, 5, "1 check-in in 7 d", "Mean anxiety of 7 days"),
        ("soreness_7d_mean", "1", 1, 5, "1 check-in in 7 d", "Mean soreness of 7 days"),
        ("sleep_quality_7d_mean", "1", 1, 5, "1 check-in in 7 d", "Mean sleep quality of 7 days"),
        ("checkins_7d", "1", 0, 7, "none", "Days with a check-in of 7"),
    ),
    *_group(
        "quality",
        ("observed_days_28d", "d", 0, 28, "none", "Days of 28 with any wearable value"),
        ("wearable_age_h", "h", 0, 720, "1 value in 30 d", "Hours from the last value to 06:00"),
    ),
)

REQUEST: tuple[Feature, ...] = tuple(
    Feature(name, "request", unit, low, high, "said", text, view="request")
    for name, unit, low, high, text in (
        ("mood", "1", 1, 5, "Latest check-in: mood"),
        ("sleep_quality", "1", 1, 5, "Latest check-in: sleep quality, 5 = best"),
        ("stress", "1", 1, 5, "Latest check-in: stress, 5 = worst"),
        ("anxiety", "1", 1, 5, "Latest check-in: anxiety, 5 = worst"),
        ("soreness", "1", 1, 5, "Latest check-in: soreness, 5 = worst"),
        ("pain", "1", 0, 10, "Latest check-in: pain"),
        ("minutes_available", "min", 0, 300, "Minutes the athlete has today"),
        ("weekday", "1", 0, 6, "Local weekday, 0 = Monday"),
        ("open_injuries", "1", 0, 20, "Injuries that are active or recovering"),
        ("goal_code", "1", 0, 5, "Place of the goal in models.features.request.GOALS"),
        ("experience_code", "1", 0, 2, "beginner 0, intermediate 1, advanced 2"),
        ("days_per_week", "1", 1, 7, "Training days a week the athlete wants"),
        ("birth_year", "1", 1900, 2100, "Year of birth"),
        ("sex_code", "1", 0, 1, "female 0, male 1"),
    )
)

FEATURES = DAILY + REQUEST
"""The order of a decision's context."""


def service_hash() -> str:
    """Return the hash of the feature service: names, units, types and order."""
    whole = [[f.name, f.unit, f.dtype, f.view] for f in FEATURES]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:16]


def described() -> list[dict[str, object]]:
    """Return the catalogue as plain values, for documents and tools."""
    return [asdict(feature) for feature in FEATURES]
