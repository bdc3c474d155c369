"""Athletes so plain that their features can be computed by hand, as rows of silver."""

from datetime import datetime, timedelta
from typing import Any

from tests.builders.frames import answer, at, checkin, lift, measured, offering, slept, workout
from tests.builders.season import Facts, Row

WALK, BREATHE = "walk-brisk-20", "breathing-box"
SLEEPER_NIGHTS, TRIP = 45, 30
"""Nights of the sleeper, and the one that was slept two hours further east."""


def runner() -> Facts:
    """Return an hour a day at 141 beats over a resting heart of 50, and twice that on day 71."""
    beats = [measured("resting_hr_bpm", at(day, 5), 50.0) for day in range(1, 72)]
    given = {"activity": "Running", "mean_hr_bpm": 141.0}
    hours = [workout(day, 60, distance_m=10_000.0, **given) for day in range(1, 71)]
    return {
        "observations": beats,
        "workouts": [*hours, workout(71, 120, distance_m=20_000.0, **given)],
    }


def stepper() -> Facts:
    """Four weeks of 300 a day, then three days of 600."""
    usual = [workout(day, 60) for day in range(1, 29)]
    return {"workouts": [*usual, *(workout(day, 120) for day in (29, 30, 31))]}


def bander() -> Facts:
    """Four weeks of 40 or 50 ms, a week of 60 and one of 30; a resting heart of 60."""
    values = [40.0, 50.0] * 14 + [60.0] * 7 + [30.0] * 7
    nights = [measured("hrv_rmssd_ms", at(d, 5), v) for d, v in enumerate(values, 1)]
    hearts = [measured("resting_hr_bpm", at(d, 6), 60.0) for d in range(1, 43)]
    return {"observations": [*nights, *hearts]}


def sleeper() -> Facts:
    """Eight hours from 23:00, from 01:00 before Saturdays and Sundays (day 1 is a Saturday)."""
    return {"sleep_sessions": [_night(day) for day in range(1, SLEEPER_NIGHTS + 1)]}


def _night(day: int) -> Row:
    start = at(day, 1.0 if day % 7 in (1, 2) else -1.0)
    offset = 120 if day >= TRIP else 0
    lain = start - timedelta(minutes=offset)
    end = lain + timedelta(hours=8)
    given = {"deep_h": 2.0, "rem_h": 1.6, "awake_h": 0.5, "latency_min": 9.0}
    zone = {"start_offset_min": offset, "utc_offset_min": offset}
    return slept(day, 8.0, start_ts=lain, end_ts=end, **zone, **given)


def lifter() -> Facts:
    """One session of five lifts; only the squat was told how far from failure it was."""
    main = ("Squat (Barbell)", "Bench Press", "Deadlift", "Military Press", "Pendlay Row")
    sets = dict(zip(main, (100.0, 80.0, 120.0, 50.0, 70.0), strict=True))
    work = [lift(1, 5, kg, exercise=name, e1rm_kg=kg * 7 / 6) for name, kg in sets.items()]
    work[0] |= {"rpe": 8.0, "rir": 2.0, "e1rm_kg": 100 * (1 + 7 / 30)}
    more = [lift(1, 12, 60.0, exercise="Leg Extension") for _ in range(10)]
    mass = [measured("body_mass_kg", at(day, 7), 80.0 - day / 7) for day in range(1, 8)]
    return {"strength_sets": [*work, *more], "observations": mass}


def answerer() -> Facts:
    """Plans of two activities: all done, but on day 3 nothing."""
    plans = [offering(day, {WALK: 20, BREATHE: 10}, action=day % 2) for day in range(1, 8)]
    plans = [p | {"segment": "High Anxiety, Low Activity"} for p in plans]
    told = {"motivation_before": 2, "motivation_after": 4, "difficulty_rating": 3}
    said = [
        answer(p, slot, at(day, 20), done=day != 3, **told)
        for day, p in enumerate(plans, 1)
        for slot in (1, 2)
        if day != 7
    ]
    return {"decisions": plans, "feedback": said}


def feeler() -> Facts:
    """Return a week of moods that rise by a half a day."""
    moods = (1, 1, 2, 2, 3, 3, 4)
    same = {"sleep_quality": 4, "stress": 2, "soreness": 3}
    said = [checkin(d, mood=m, pain=d, symptoms=[], **same) for d, m in enumerate(moods, 1)]
    said[6] = said[6] | {"symptoms": ["dizziness"]}
    return {"checkins": said}


def athletes() -> dict[str, Facts]:
    """Return them all by name."""
    return {
        "runner": runner(), "female runner": runner(), "ageless runner": runner(),
        "stepper": stepper(), "bander": bander(), "sleeper": sleeper(), "lifter": lifter(),
        "answerer": answerer(), "feeler": feeler(), "changer": answerer(),
    }  # fmt: skip


CALM = {
    **{"updated_at": at(1), "goal": "stress_relief"},
    **{"experience": "intermediate", "days_per_week": 4},
}
PROFILES: dict[str, dict[str, Any]] = {
    "runner": {"sex": "male"},
    "ageless runner": {"birth_year": None},
    "lifter": {"goal": "strength"},
    "answerer": {"goal": "stress_relief", "updated_at": at(5)},
    "changer": {"goal": "strength", "updated_at": at(6, 5), "before": [CALM]},
}
ALL = {
    "sleep_7d_mean_h": 7.0,
    "resting_hr_7d_mean": 60.0,
    "hrv_rmssd_7d_mean": 40.0,
    "steps_7d_mean": 8000.0,
    "completion_share_28d": 0.5,
}
SLEEP = "sleep_7d_mean_h"
FIGURES: dict[str, tuple[datetime, dict[str, dict[str, float | None]]]] = {
    # release -> when it was made, and what it says of which cohort; None = suppressed
    "first": (at(10, 3), {"everyone": {SLEEP: 7.0}, "endurance": {SLEEP: 7.5}}),
    "second": (at(40, 12), {"everyone": {SLEEP: 6.5}, "endurance": {SLEEP: None}}),
    "third": (at(43, 12), {"everyone": {SLEEP: None}}),
    "fourth": (at(80, 3), {"everyone": {**ALL}, "endurance": {**ALL}}),
}
RELEASES: list[Row] = [
    {"release": name, "as_of": made, "cohort": cohort, "feature": feature, "value": value}
    for name, (made, cohorts) in FIGURES.items()
    for cohort, figures in cohorts.items()
    for feature, value in figures.items()
]
