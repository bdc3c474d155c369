"""Canonical metrics: one name, one SI unit, one range of what can be true, whoever measured it."""

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured quantity of silver.observations."""

    name: str
    unit: str
    low: float
    high: float
    """Outside of [low, high] a single value is refused: `out_of_range`."""
    moment: Literal["day", "morning", "night"] = "day"
    """When its values belong to: a night, the morning, or the whole local day."""
    adds: bool = False
    """Values of one day may be summed (steps), else averaged (heart rate)."""


METRICS: tuple[Metric, ...] = (
    Metric("steps", "1", 0, 100_000, adds=True),
    Metric("active_energy_kcal", "kcal", 0, 10_000, adds=True),
    Metric("distance_m", "m", 0, 400_000, adds=True),
    Metric("exercise_min", "min", 0, 1440, adds=True),
    Metric("heart_rate_bpm", "1/min", 20, 260),
    Metric("walking_hr_bpm", "1/min", 30, 220),
    Metric("resting_hr_bpm", "1/min", 25, 130, "morning"),
    Metric("hrv_sdnn_ms", "ms", 1, 400, "morning"),
    Metric("hrv_rmssd_ms", "ms", 1, 300, "night"),
    Metric("lowest_hr_night_bpm", "1/min", 25, 130, "night"),
    Metric("oura_readiness_score", "1", 0, 100, "night"),
    Metric("temperature_deviation_c", "K", -5, 5, "night"),
    Metric("temperature_trend_c", "K", -5, 5, "night"),
    Metric("mean_hr_night_bpm", "1/min", 25, 160, "night"),
    Metric("oura_sleep_score", "1", 0, 100, "night"),
    Metric("breathing_disturbance_index", "1", 0, 100, "night"),
    Metric("vascular_age_a", "a", 10, 120, "night"),
    Metric("pulse_wave_velocity_m_s", "m/s", 1, 30, "night"),
    Metric("oura_activity_score", "1", 0, 100),
    Metric("total_energy_kcal", "kcal", 0, 20_000, adds=True),
    Metric("walking_equivalent_m", "m", 0, 400_000, adds=True),
    Metric("high_activity_min", "min", 0, 1440, adds=True),
    Metric("medium_activity_min", "min", 0, 1440, adds=True),
    Metric("low_activity_min", "min", 0, 1440, adds=True),
    Metric("sedentary_min", "min", 0, 1440, adds=True),
    Metric("non_wear_min", "min", 0, 1440, adds=True),
    Metric("stress_high_s", "s", 0, 86_400, adds=True),
    Metric("recovery_high_s", "s", 0, 86_400, adds=True),
    Metric("average_met", "1", 0, 25),
    Metric("respiratory_rate", "1/min", 4, 60),
    Metric("spo2", "1", 0.5, 1),
    Metric("vo2max_ml_min_kg", "ml/min/kg", 5, 100),
    Metric("body_mass_kg", "kg", 20, 400),
)
BY_NAME = {metric.name: metric for metric in METRICS}

NIGHT_ENDS_H = 15
"""A night runs from 15:00 to 15:00: every hour of a nap or a sleep belongs to some night."""
NAP_FROM_H = 12
"""A sleep that begins from noon on belongs to the next night: the day's own row is long in use."""
MORNING_ENDS_H = 7
"""What a watch measures from 07:00 on is tomorrow's morning value: today's plan can't wait."""
NIGHT_H = (2.0, 16.0)
"""What counts as a night: a nap alone is none, a day in bed is not believed."""

LIVE = {
    **BY_NAME,
    # a file's 150 is a mistake of its writer; a live one is what a red flag is for
    "resting_hr_bpm": replace(BY_NAME["resting_hr_bpm"], low=20, high=220),
    # files bring sleep as sessions of stages, a phone as one number
    "sleep_duration_h": Metric("sleep_duration_h", "h", 0, 24, "night"),
}
"""What may be sent live."""
