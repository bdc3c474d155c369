"""Vital signs that no plan may ignore, as they are measured.

Tachycardia, breathlessness and illness are major signs for exercise screening (ACSM, facts.md 7);
the numbers are clinical common knowledge, stated as judgement, and stand only here. A heart rate
is no flag by itself: it depends on exercise.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import ge, gt, lt


@dataclass(frozen=True, slots=True)
class RedFlagVital:
    """One vital sign beyond its limit."""

    reason: str
    level: str
    """refer | emergency."""
    detail: str


@dataclass(frozen=True, slots=True)
class _Limit:
    metric: str
    beyond: Callable[[float, float], bool]
    limit: float
    level: str
    reason: str
    words: str


LIMITS = (
    # the first that a value is beyond speaks
    _Limit("spo2", lt, 0.85, "emergency", "spo2", "oxygen saturation {:.1%}"),
    _Limit("spo2", lt, 0.90, "refer", "spo2", "oxygen saturation {:.1%}"),
    _Limit("resting_hr_bpm", gt, 120, "refer", "resting_hr", "resting heart rate {:.0f}"),
    _Limit("resting_hr_bpm", lt, 35, "refer", "resting_hr", "resting heart rate {:.0f}"),
    _Limit("heart_rate_bpm", gt, 220, "refer", "heart_rate", "heart rate {:.0f}"),
    _Limit("respiratory_rate", gt, 30, "refer", "respiratory_rate", "{:.0f} breaths a minute"),
    _Limit(
        "temperature_deviation_c", ge, 2.0, "refer", "fever", "{:.1f} degrees warmer than usual"
    ),
)


def red_flag(metric: str, value: float) -> RedFlagVital | None:
    """Return the red flag that a sample is, if it is one."""
    for one in LIMITS:
        if one.metric == metric and one.beyond(value, one.limit):
            return RedFlagVital(one.reason, one.level, one.words.format(value))
    return None


def worst(vitals: Iterable[RedFlagVital]) -> str | None:
    """Return the level of the worst flag; None without one."""
    levels = {one.level for one in vitals}
    return next((level for level in ("emergency", "refer") if level in levels), None)
