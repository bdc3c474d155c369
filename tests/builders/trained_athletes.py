"""Athletes whose training is told by a watch, a strength log and plans, as rows of silver."""

from typing import Any

from tests.builders.frames import answer, at, lift, measured, offering, workout
from tests.builders.season import Facts, Row

WALK, DUMBBELLS = "walk-brisk-20", "dumbbell-full"
"""Exercise at effort 4, and one with weights at 7."""
WEIGHTS: dict[str, Any] = {"activity": "TraditionalStrengthTraining", "rpe": None}
RUN: dict[str, Any] = {"activity": "Running", "rpe": None}


def mornings(last: int) -> list[Row]:
    """Return a ring's value a day: whoever wears it is seen to rest."""
    return [measured("resting_hr_bpm", at(day, 5), 50.0) for day in range(1, last + 1)]


def sets(day: int, number: int, **given: Any) -> list[Row]:
    """Return squats of 5 x 100 kg with two in reserve."""
    usual = {"exercise": "Squat", "rpe": 8.0, "rir": 2.0, "e1rm_kg": 100 * (1 + 7 / 30)}
    return [lift(day, 5, 100.0, **{**usual, **given}) for _ in range(number)]


def all_ways() -> Facts:
    """Return days told by several records: 10, 12, 14, 16, 18 and 20."""
    beats = {"mean_hr_bpm": 141.0}
    watched = [
        workout(10, 60, **RUN, **beats),
        workout(12, 50, **WEIGHTS, **beats),
        workout(12, 10, **beats),
        workout(14, 30, **WEIGHTS, **beats),
        workout(16, 20, **RUN, **beats),
        workout(18, 60, **RUN, distance_m=10_000.0),
        workout(18, 90, activity="Cycling", distance_m=40_000.0),
        workout(20, 40, **WEIGHTS),
        workout(20, 40, **WEIGHTS),
        workout(20, 30, activity="Yoga"),
    ]
    plan = offering(16, {WALK: 20, DUMBBELLS: 30})
    return {
        "observations": mornings(40),
        "workouts": watched,
        "strength_sets": [*sets(10, 20), *sets(12, 3), *sets(14, 20)],
        "decisions": [plan],
        "feedback": [answer(plan, 1, at(16, 19), rpe=9), answer(plan, 2, at(16, 19), done=False)],
    }


def rater() -> Facts:
    """Return plans of a walk, unrated, at 9, at 2, and rated too late; then of dumbbells at 7."""
    plans = [offering(day, {DUMBBELLS: 30} if day == 5 else {WALK: 20}) for day in range(1, 6)]
    said = [answer(p, 1, at(day, 20)) for day, p in enumerate(plans, 1)]
    for day, rpe in ((2, 9), (3, 2), (5, 7)):
        said[day - 1]["rpe"] = rpe
    late = answer(plans[3], 1, at(5, 10), rpe=9)
    return {"decisions": plans, "feedback": [*said, late]}


def new_lifter() -> Facts:
    """Return ten sets every second day from day 20 on, by one who wears a ring since day 1."""
    return {
        "observations": mornings(60),
        "strength_sets": [row for day in range(20, 61, 2) for row in sets(day, 10)],
    }


def pauser() -> Facts:
    """Return ten sets on odd days, but for the week of days 36 to 42."""
    days = [day for day in range(1, 61, 2) if not 36 <= day <= 42]
    return {
        "observations": mornings(60),
        "strength_sets": [row for day in days for row in sets(day, 10)],
    }


def builder() -> Facts:
    """Return seven weeks of three days' lifting, the last with half as much again, and stronger."""
    days = [7 * week + day for week in range(7) for day in (1, 3, 5)]
    work = [row for day in days if day <= 42 for row in sets(day, 10)]
    more = [row for day in days if day > 42 for row in sets(day, 15, e1rm_kg=130.0)]
    return {"observations": mornings(60), "strength_sets": work + more}


def silent() -> Facts:
    """Return one hour and never again a sign."""
    return {"workouts": [workout(1, 60)]}


def traveller() -> Facts:
    """Return an hour a day at effort 5, and ten days without a sign from day 51 on."""
    days = [*range(1, 51), *range(61, 72)]
    return {"workouts": [workout(day, 60, rpe=5.0) for day in days]}


def ultra() -> Facts:
    """Return a day of twelve hours at effort 6, and a leg press of 400 kg."""
    press = lift(39, 8, 400.0, exercise="Leg Press", e1rm_kg=400 * (1 + 8 / 30))
    ride = workout(40, 720, rpe=6.0, activity="Cycling")
    return {"observations": mornings(60), "workouts": [ride], "strength_sets": [press]}


def athletes() -> dict[str, Facts]:
    """Return them all by name."""
    return {
        "all ways": all_ways(), "rater": rater(), "new lifter": new_lifter(), "pauser": pauser(),
        "builder": builder(), "silent": silent(), "traveller": traveller(),
        "ultra": ultra(),
    }  # fmt: skip


PROFILES: dict[str, dict[str, Any]] = {"pauser": {"goal": "muscle"}, "all ways": {"sex": "male"}}
