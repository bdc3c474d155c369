"""One athlete whose every fact grows by a step a day, so that windows can be computed by hand.

Day k = 1 is day 43, a Saturday; nights go to k = 43, days to k = 42. Of n steps in a row the mean
is the middle one, the SD is sqrt(n (n + 1) / 12) steps, and the slope is a step.
"""

from math import exp
from typing import Any

from tests.builders.frames import answer, at, checkin, measured, offering, slept
from tests.builders.season import Facts, Row

FIRST, LAST = 43, 85
"""Day of k = 1; the row that the table is about, of k = 43."""
WALK, DUMBBELLS = "walk-brisk-20", "dumbbell-full"
NIGHTLY = {
    # metric -> value of k = 0, and the step
    "resting_hr_bpm": (50.0, 0.1), "lowest_hr_night_bpm": (45.0, 0.1),
    "mean_hr_night_bpm": (55.0, 0.2), "oura_readiness_score": (60.0, 0.5),
    "oura_sleep_score": (60.0, 0.5), "temperature_deviation_c": (-0.5, 0.01),
    "breathing_disturbance_index": (5.0, 0.1), "vascular_age_a": (40.0, 0.1),
    "pulse_wave_velocity_m_s": (7.0, 0.01),
}  # fmt: skip
LOGS = {"hrv_rmssd_ms": 3.5, "hrv_sdnn_ms": 3.6}
"""Metrics whose logarithm grows by .01."""
DAILY = {
    "walking_hr_bpm": (90.0, 0.1), "respiratory_rate": (14.0, 0.01), "spo2": (0.95, 0.0002),
    "vo2max_ml_min_kg": (40.0, 0.1), "body_mass_kg": (70.0, 0.1),
    "oura_activity_score": (50.0, 0.5), "steps": (5000.0, 100.0),
    "active_energy_kcal": (400.0, 5.0), "distance_m": (4000.0, 50.0), "exercise_min": (20.0, 1.0),
    "high_activity_min": (5.0, 0.5), "medium_activity_min": (30.0, 1.0),
    "sedentary_min": (500.0, 1.0), "non_wear_min": (20.0, 1.0), "stress_high_s": (3600.0, 36.0),
    "recovery_high_s": (7200.0, 36.0),
}  # fmt: skip
WEEKS = {
    # rating -> in the week of k = 29 to 35, and in the next one
    "mood": (4, 2), "stress": (1, 3), "anxiety": (2, 4), "soreness": (5, 3),
    "sleep_quality": (3, 5),
}  # fmt: skip


def ramp() -> Facts:
    """Return everything of the athlete: body, nights, two weeks of check-ins and of plans."""
    days = range(1, 44)
    plans = [plan(k) for k in range(29, 43)]
    return {
        "observations": [row for k in days for row in [*night(k), *(day(k) if k < 43 else [])]],
        "sleep_sessions": [sleep(k) for k in days],
        "checkins": [
            checkin(when(k), **{name: of[k > 35] for name, of in WEEKS.items()})
            for k in range(29, 43)
        ],
        "decisions": plans,
        "feedback": [row for k, one in enumerate(plans, 29) for row in said(k, one)],
    }


def when(k: int) -> int:
    return FIRST + k - 1


def night(k: int) -> list[Row]:
    values = {name: start + step * k for name, (start, step) in NIGHTLY.items()}
    values |= {name: exp(start + 0.01 * k) for name, start in LOGS.items()}
    return [measured(name, at(when(k), 5), value) for name, value in values.items()]


def day(k: int) -> list[Row]:
    values = {name: start + step * k for name, (start, step) in DAILY.items()}
    return [measured(name, at(when(k), 12), value) for name, value in values.items()]


def sleep(k: int) -> Row:
    """Return a night from 23:00 on."""
    hours = 6 + 0.02 * k
    told: dict[str, Any] = {"awake_h": 0.5, "latency_min": 12.0, "utc_offset_min": 0}
    ends = {"start_ts": at(when(k), -1), "end_ts": at(when(k), hours)}
    stages = {"deep_h": 1 + 0.01 * k, "rem_h": 1.5 + 0.01 * k, "efficiency": 0.8 + 0.002 * k}
    return slept(when(k), hours, **told, **ends, **stages)


def plan(k: int) -> Row:
    """Return 20 moderate and 10 hard minutes; the segment is of the second week another one."""
    offered = offering(when(k), {WALK: 20, DUMBBELLS: 10})
    slate = [
        row | {"intensity": level}
        for row, level in zip(offered["slate"], ("Moderate", "High"), strict=True)
    ]
    segment = f"Moderate Anxiety, {'High' if k > 35 else 'Moderate'} Activity"
    return offered | {"slate": slate, "segment": segment}


def said(k: int, offered: Row) -> list[Row]:
    """Return that of the first week's plans the hard part was done, then all."""
    done, before = ((1, 2), 4) if k > 35 else ((2,), 2)
    return [answer(offered, one, at(when(k), 20), motivation_before=before) for one in done]


def doubled() -> Facts:
    """Return three days of steps that a watch and a phone counted in the same hour."""
    counted = [("Watch", 1000.0), ("Phone", 800.0)]
    return {
        "observations": [
            measured("steps", at(day, 10), value, start_ts=at(day, 9), source=source)
            for day in (1, 2, 3)
            for source, value in counted
        ]
    }


def athletes() -> dict[str, Facts]:
    """Return them by name."""
    return {"ramp": ramp(), "doubled": doubled()}
