"""One small world of hand-made athletes; gold.daily_features of it is computed once."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models.domain import tables
from tests.builders import plain_athletes as plain
from tests.builders import ramp, season
from tests.builders import trained_athletes as trained
from tests.builders.frames import (
    MIDNIGHT,
    answer,
    at,
    checkin,
    frame,
    lift,
    measured,
    offering,
    people,
    silver,
    slept,
    workout,
)

Facts = dict[str, list[dict[str, Any]]]
WALK, BREATHE = "walk-brisk-20", "breathing-box"
"""Exercise at effort 4, and a meditation."""


def nights(metric: str, *values: float | None, first: int = 1) -> list[dict[str, Any]]:
    """Return one value a night, at 05:00; None = not measured."""
    known = [(day, value) for day, value in enumerate(values, first) if value is not None]
    return [measured(metric, at(day, 5), value) for day, value in known]


def hrv_wearer() -> Facts:
    """28 nights of 40 or 50 ms, then 60, none, 300 and 1."""
    values = [*[40.0, 50.0] * 14, 60.0, None, 300.0, 1.0]
    resting = nights("resting_hr_bpm", *[50.0] * 10, 53.0)
    return {"observations": [*nights("hrv_rmssd_ms", *values), *resting]}


def flat_wearer() -> Facts:
    """Ten equal SDNN mornings and one 10 % higher on the log scale; never an RMSSD."""
    return {"observations": nights("hrv_sdnn_ms", *[50.0] * 10, 50.0 * 2.718281828459045**0.1)}


def sleeper() -> Facts:
    """Nights of 6, 7, 8 hours with a nap's two hours, a nap alone, and a gap of a week."""
    return {
        "sleep_sessions": [
            slept(1, 6.0, efficiency=0.9, deep_h=1.5, rem_h=2.0),
            slept(2, 7.0),
            slept(3, 6.0, efficiency=0.95),
            slept(3, 2.0, efficiency=0.5),
            slept(4, 1.5),
            *(slept(day, 5.0) for day in (15, 16, 17)),
        ]
    }


def mover() -> Facts:
    """Eight days of steps in two parts; day 9 has more than anybody walks."""
    days = [measured("steps", at(d, h), 500.0 * d) for d in range(1, 9) for h in (9, 17)]
    days += [measured("steps", at(9, h), 60_000.0) for h in (9, 17)]
    phone = measured("steps", at(8, 9), 9_000.0, source="Phone", is_primary=False)
    energy = [measured("active_energy_kcal", at(d, 12), 400.0) for d in range(1, 4)]
    return {"observations": [*days, phone, *energy]}


def trainer() -> Facts:
    """Return an hour every other day for three weeks, then twice that for one week."""
    usual = [workout(day, 60) for day in range(1, 22, 2)]
    return {"workouts": [*usual, *(workout(day, 120) for day in (22, 24, 26, 28))]}


def comer_back() -> Facts:
    """Four weeks of steps and no training but on the last day."""
    steps = [measured("steps", at(day, 12), 4_000.0) for day in range(1, 29)]
    return {"observations": steps, "workouts": [workout(28, 40)]}


def metronome() -> Facts:
    """Return the same hour every day, then a minute more."""
    return {"workouts": [*(workout(day, 60) for day in range(1, 8)), workout(8, 61)]}


def lifter() -> Facts:
    """One session that the watch saw as well, and one of unrated sets."""
    work = [lift(1, 5, 100.0, rpe=rpe, e1rm_kg=116.7) for rpe in (7.0, 8.0, 9.0)]
    warm = lift(1, 10, 40.0, set_type="warmup", rpe=1.0, e1rm_kg=500.0)
    plain = [lift(10, 12, 60.0), lift(10, 12, None)]
    watched = [workout(1, 50, rpe=None, activity="TraditionalStrengthTraining"), workout(1, 10)]
    return {"strength_sets": [*work, warm, *plain], "workouts": watched}


def planner() -> Facts:
    """Three plans: all done, answered too late, and finished the morning after."""
    plans = [offering(day, {WALK: 20, BREATHE: 10}, user_id="planner") for day in (1, 2, 3)]
    first, second, third = plans
    again = offering(3, {WALK: 90}, user_id="planner", decision_id="old", superseded_by="planner-3")
    felt = {"motivation_before": 3, "motivation_after": 5}
    said = [
        answer(first, 1, at(1, 9), done=False),
        answer(first, 1, at(1, 19), **felt),
        answer(first, 2, at(1, 19), motivation_before=3, motivation_after=4),
        answer(second, 1, at(4, 9), **felt),
        answer(third, 1, at(3, 20), motivation_before=4, motivation_after=1),
        answer(third, 2, at(4, 10)),
    ]
    return {"decisions": [*plans, again], "feedback": said}


def unwilling() -> Facts:
    """Return a week of plans and not one word."""
    return {"decisions": [offering(d, {WALK: 20}, user_id="unwilling") for d in range(1, 9)]}


def talker() -> Facts:
    """Check-ins only: nothing was ever worn."""
    said = [checkin(1, mood=2, stress=5), checkin(1, mood=4), checkin(2, mood=5, sleep_quality=3)]
    return {"checkins": [*said, checkin(9, mood=1, soreness=2)]}


def giant() -> Facts:
    """Everything as large as silver lets it be."""
    days = range(1, 32)
    sizes = {"steps": 100_000.0, "active_energy_kcal": 8_000.0, "temperature_deviation_c": 5.0}
    sizes["lowest_hr_night_bpm"] = 130.0
    long = [slept(d, 16.0, efficiency=1.0, deep_h=16.0, rem_h=16.0) for d in days]
    rides = [workout(d, 1440, rpe=10.0, activity="Cycling") for d in days for _ in range(9)]
    press = [lift(d, 100, 1000.0, rpe=10.0, e1rm_kg=1400.0) for d in days for _ in range(60)]
    seen = [measured(name, at(d, 5), value) for name, value in sizes.items() for d in days]
    return {"sleep_sessions": long, "workouts": rides, "strength_sets": press, "observations": seen}


def before() -> Facts:
    """Something of everything on every day from 1 to 20, but on day 15."""
    known = [day for day in range(1, 21) if day != 15]
    plans = [offering(day, {WALK: 20, BREATHE: 10}) for day in known]
    names = ("hrv_rmssd_ms", "hrv_sdnn_ms", "resting_hr_bpm", "oura_readiness_score")
    body = [measured(name, at(day, 5), 50.0 + day % 3) for name in names for day in known]
    return {
        "observations": [*body, *(measured("steps", at(d, 12), 4_000.0 + d) for d in known)],
        "sleep_sessions": [slept(day, 7.0 + day % 2) for day in known],
        "workouts": [workout(day, 30 + day) for day in known],
        "strength_sets": [lift(day, 5, 50.0 + day) for day in known],
        "checkins": [checkin(day, mood=1 + day % 5) for day in known],
        "decisions": plans,
        "feedback": [answer(plan, 1, at(day, 21)) for plan, day in zip(plans, known, strict=True)],
    }


LATE = offering(15, {WALK: 20, BREATHE: 10})
ADDED: dict[str, Facts] = {
    "hrv": {"observations": [measured("hrv_rmssd_ms", at(15, 5), 90.0)]},
    "sleep": {"sleep_sessions": [slept(15, 3.0)]},
    "steps": {"observations": [measured("steps", at(15, 0.5), 20_000.0)]},
    "workout": {"workouts": [workout(15, 90)]},
    "sets": {"strength_sets": [lift(15, 10, 200.0, e1rm_kg=260.0)]},
    "checkin": {"checkins": [checkin(15, mood=1, anxiety=5)]},
    "plan": {"decisions": [LATE], "feedback": [answer(LATE, 1, at(15, 20))]},
    "answer": {"decisions": [LATE], "feedback": [answer(LATE, 1, at(16, 10))]},
}
"""What befalls on day 15, by the athlete who is like `before` but for this."""

ATHLETES: dict[str, Callable[[], Facts]] = {
    "hrv_wearer": hrv_wearer, "flat_wearer": flat_wearer, "sleeper": sleeper, "mover": mover,
    "trainer": trainer, "comer_back": comer_back, "metronome": metronome, "lifter": lifter,
    "planner": planner, "unwilling": unwilling, "talker": talker, "giant": giant,
    "before": before,
}  # fmt: skip


def world() -> Facts:
    """Return the rows of silver of all athletes, each under its own name."""
    rows: Facts = defaultdict(list)
    for name, facts in everybody():
        for table, own in facts.items():
            rows[table] += [_named(name, row) for row in own]
    return rows


def everybody() -> Iterator[tuple[str, Facts]]:
    for name, facts in ATHLETES.items():
        yield name, facts()
    for name, more in ADDED.items():
        yield name, before()
        yield name, more


def _named(name: str, row: dict[str, Any]) -> dict[str, Any]:
    own = {"user_id": name}
    if "decision_id" in row:
        own["decision_id"] = f"{name} {row['decision_id']}"
    return row | own


@pytest.fixture(scope="session")
def gold(spark: Any) -> dict[str, dict[int, Any]]:
    """Return the rows of daily_features, by athlete and by day from 1."""
    from jobs.gold import daily_features

    rows: dict[str, dict[int, Any]] = defaultdict(dict)
    everyone = people(spark)
    for row in daily_features(silver(spark, everyone, **world()), at(41, 12)).collect():
        rows[row.user_id][(row.day - MIDNIGHT.date()).days + 1] = row
    return rows


@pytest.fixture(scope="session")
def season_rows(spark: Any) -> Any:
    """Return the rows that gold measures of a season's athletes, before ranges are kept."""
    from jobs.gold import measured

    athletes = dict(season.variants()) | plain.athletes() | trained.athletes() | ramp.athletes()
    said = plain.PROFILES | trained.PROFILES
    who = {name: season.profile(name, **said.get(name, {})) for name in athletes}
    people_rows = frame(spark, tables.ATHLETES, *who.values())
    frames = silver(spark, people_rows, **season.rows(iter(athletes.items())))
    stats = frame(spark, tables.COHORT_STATS, *plain.RELEASES)
    return measured(frames | {"cohort_stats": stats}, at(season.LAST, 12)).cache()


@pytest.fixture(scope="session")
def seasons(season_rows: Any) -> dict[str, dict[int, Any]]:
    """Return the rows of the season's athletes, by athlete and by day from 1."""
    rows: dict[str, dict[int, Any]] = defaultdict(dict)
    for row in season_rows.collect():
        rows[row.user_id][(row.day - MIDNIGHT.date()).days + 1] = row
    return rows
