"""A season of one athlete of whom everything is known, and its variants, as rows of silver."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from tests.builders.frames import answer, at, checkin, lift, measured, offering, slept, workout

Row = dict[str, Any]
Facts = dict[str, list[Row]]
DAYS, LONG, LAST = 100, 215, 216
"""Days of the athletes, of the long one, and the day of which everybody has the last row."""
LOOK_BACK = 180
MOVED, TO = 57, 75
"""The day of the fact that is taken away, and where it goes."""
NIGHTLY = {
    "hrv_rmssd_ms": 45, "lowest_hr_night_bpm": 48, "mean_hr_night_bpm": 55,
    "oura_readiness_score": 80, "oura_sleep_score": 78, "temperature_deviation_c": 0.2,
    "temperature_trend_c": 0.1, "breathing_disturbance_index": 5, "vascular_age_a": 40,
    "pulse_wave_velocity_m_s": 7, "hrv_sdnn_ms": 60, "resting_hr_bpm": 55,
}  # fmt: skip
DAILY = {
    "walking_hr_bpm": 95, "respiratory_rate": 15, "spo2": 0.95, "vo2max_ml_min_kg": 45,
    "body_mass_kg": 75, "oura_activity_score": 80, "steps": 7000, "active_energy_kcal": 450,
    "distance_m": 6000, "exercise_min": 30, "high_activity_min": 10, "medium_activity_min": 40,
    "sedentary_min": 500, "non_wear_min": 30, "stress_high_s": 3600, "recovery_high_s": 5400,
}  # fmt: skip
LIFTS = ("Squat", "Bench Press", "Deadlift", "Overhead Press", "Bent Over Row", "Plank")
SLATE = (
    ("walk-brisk-20", 20, "Moderate"), ("hiit-bodyweight-12", 12, "High"),
    ("breathing-box", 5, "Low"), ("gratitude-journal", 10, "Low"),
)  # fmt: skip
LEVELS = ("Low", "Moderate", "High")


def swing(day: int, period: int = 7) -> float:
    """Return a number within +-0.05 that differs from day to day."""
    return (day * 5 % period) / period / 10 - 0.05


def body(day: int) -> list[Row]:
    """Return a night's and a day's measurements."""
    night = [measured(m, at(day, 5), v * (1 + swing(day))) for m, v in NIGHTLY.items()]
    return night + [measured(m, at(day, 12), v * (1 + swing(day, 11))) for m, v in DAILY.items()]


def night(day: int) -> list[Row]:
    """Return a night's sleep, and a nap on some days."""
    hours = 7 + 10 * swing(day)
    start = at(day, -1 + 10 * swing(day, 5))
    whole = slept(
        day, hours, start_ts=start, end_ts=start + timedelta(hours=8),
        efficiency=hours / 8, deep_h=1.2, rem_h=1.6, awake_h=8 - hours, latency_min=12.0,
    )  # fmt: skip
    nap = slept(day, 0.5, start_ts=at(day, 13), end_ts=at(day, 13.5))
    return [whole, nap] if day % 9 == 0 else [whole]


def training(day: int) -> list[Row]:
    """Return a run, a ride at high effort or some yoga; every fourth day is a rest day."""
    kinds = {1: ("Running", 5.0), 2: ("Cycling", 8.0), 3: ("Yoga", 2.0)}
    if day % 4 == 0:
        return []
    activity, rpe = kinds[day % 4]
    minutes = 30 + day % 5 * 5
    given = {"activity": activity, "rpe": rpe, "mean_hr_bpm": 130.0, "distance_m": 150.0 * minutes}
    return [workout(day, minutes, **given)]


def lifting(day: int) -> list[Row]:
    """Return three sets of every lift on each third day."""
    if day % 3:
        return []
    kg = 60.0 + day / 10
    sets = {"rpe": 8.0, "rir": 2.0, "e1rm_kg": kg * (1 + 7 / 30)}
    return [lift(day, 5, kg, exercise=name, **sets) for name in LIFTS for _ in range(4)]


def plan(day: int) -> Row:
    """Return a plan of four activities, its segment and action another one each day."""
    offered = offering(day, {name: minutes for name, minutes, _ in SLATE})
    slate = [row | {"intensity": one[2]} for row, one in zip(offered["slate"], SLATE, strict=True)]
    segment = f"{LEVELS[day % 3]} Anxiety, {LEVELS[day // 3 % 3]} Activity"
    return offered | {"slate": slate, "segment": segment, "action": day % 4}


def said(day: int) -> list[Row]:
    """Return what was told about the plan in its evening: all of it on most days."""
    told = {"motivation_before": 3, "motivation_after": 4, "difficulty_rating": 2}
    done = (1, 2, 3, 4) if day % 5 else (3,)
    return [answer(plan(day), one, at(day, 20), **told) for one in done]


def mood(day: int) -> list[Row]:
    """Return a check-in."""
    ratings = {"mood": 2 + day % 3, "stress": 1 + day % 4, "anxiety": 2, "soreness": 1 + day % 3}
    extra = {"sleep_quality": 3 + day % 2, "pain": day % 6, "symptoms": ["dizziness"] * (day == 50)}
    return [checkin(day, **ratings, **extra)]


TABLES: dict[str, Callable[[int], list[Row]]] = {
    "observations": body,
    "sleep_sessions": night,
    "workouts": training,
    "strength_sets": lifting,
    "checkins": mood,
    "decisions": lambda day: [plan(day)],
    "feedback": said,
}


def season(first: int = 1, last: int = DAYS) -> Facts:
    """Return everything of some days."""
    days = range(first, last + 1)
    return {table: [row for day in days for row in of(day)] for table, of in TABLES.items()}


def without(table: str) -> Facts:
    """Return the season without one day of one table."""
    rest = [row for day in range(1, DAYS + 1) if day != MOVED for row in TABLES[table](day)]
    return season() | {table: rest}


def moved(table: str) -> Facts:
    """Return the season in which one day's facts of a table befall on a later day."""
    facts = without(table)
    return facts | {table: facts[table] + [_later(row) for row in TABLES[table](MOVED)]}


def _later(row: Row) -> Row:
    """Return a row whose every time and date is as much later."""
    shift = timedelta(days=TO - MOVED)
    return {name: v + shift if hasattr(v, "year") else v for name, v in row.items()}


def late() -> Facts:
    """Return the season whose values of one day were only available on a later one."""
    shift = timedelta(days=TO - MOVED)
    facts = season()
    return facts | {
        table: [_delayed(row, shift) if _is_of(row, MOVED) else row for row in facts[table]]
        for table in ("observations", "workouts")
    }


def _is_of(row: Row, day: int) -> bool:
    return bool(row["available_at"].date() == at(day).date())


def _delayed(row: Row, shift: timedelta) -> Row:
    return row | {"available_at": row["available_at"] + shift}


def variants() -> Iterator[tuple[str, Facts]]:
    """Yield every athlete by name."""
    yield "rich", season()
    yield "long", season(1, LONG)
    yield "cut", season(LAST - LOOK_BACK, LONG)
    yield "late", late()
    for table in TABLES:
        yield f"without {table}", without(table)
        yield f"moved {table}", moved(table)


def rows(athletes: Iterator[tuple[str, Facts]]) -> Facts:
    """Return the rows of silver of all athletes, each under its own name."""
    found: Facts = defaultdict(list)
    for name, facts in athletes:
        for table, own in facts.items():
            found[table] += [_named(name, row) for row in own]
    return found


def _named(name: str, row: Row) -> Row:
    own = {"user_id": name}
    if "decision_id" in row:
        own["decision_id"] = f"{name} {row['decision_id']}"
    return row | own


def profile(name: str, before: Sequence[Row] = (), **given: Any) -> Row:
    """Return a row of silver.athletes, known from the first day, or what was said before it."""
    usual = {
        "goal": "endurance", "experience": "intermediate", "days_per_week": 4,
        "minutes_per_day": 40, "birth_year": 1986, "sex": "female", "timezone": "UTC",
        "updated_at": at(1),
    }  # fmt: skip
    row = {"user_id": name, **usual, **given}
    now = {said: row[said] for said in ("updated_at", "goal", "experience", "days_per_week")}
    return {**row, "profiles": [*before, now]}
