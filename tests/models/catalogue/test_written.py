from itertools import product

import pytest

from models.catalogue.exercises import LEVELS
from models.catalogue.plans import Asked, plan_for
from models.catalogue.prescription import Prescription
from models.catalogue.sessions import outlines
from models.catalogue.written import WEEKDAYS, told, written
from models.features.request import GOALS

KINDS = list(product(GOALS, LEVELS, (2, 6)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            Prescription(
                exercise="back-squat", sets=4, reps=(4, 6), rir=2, tempo="2-0-1", rest_s=150
            ),
            "Back squat: 4 x 4-6 at about 79 % of your best single, 2 in reserve, tempo 2-0-1, "
            "rest 2 min 30 s",
        ),
        (
            Prescription(exercise="side-plank", sets=2, seconds=30, rpe=6, rest_s=30),
            "Side plank: 2 x 30 s each side at effort 6 of 10, rest 30 s",
        ),
        (
            Prescription(exercise="walk-brisk", minutes=22, rpe=4),
            "Brisk walk: 22 min at effort 4 of 10",
        ),
        (
            Prescription(exercise="bird-dog", sets=2, reps=(8, 8), rir=3),
            "Bird dog: 2 x 8 each side, 3 in reserve",
        ),
    ],
)
def test_a_prescription_in_one_line(line: Prescription, expected: str) -> None:
    assert told(line) == expected


def test_beginners_get_no_share_of_a_best_single() -> None:
    line = Prescription(exercise="back-squat", sets=3, reps=(6, 8), rir=3, rest_s=90)

    assert "%" in told(line, "advanced")
    assert "%" not in told(line, "beginner")


@pytest.mark.parametrize(("goal", "level", "days"), KINDS)
def test_a_written_plan_says_everything(goal: str, level: str, days: int) -> None:
    plan = plan_for(Asked(goal=goal, experience=level, days_per_week=days))
    text = written(plan)

    assert text.startswith("Four weeks to ")
    assert all(f"\n{weekday}: " in text for weekday in WEEKDAYS)
    assert text.count("Warm-up, ") == text.count("Cool-down, ") == days
    assert all(f"Week {n}, " in text for n in (1, 2, 3, 4))
    for day in plan.weeks[0].days:
        for step in (*day.warmup, *day.cooldown):
            assert step.text in text
        for one in day.work:
            assert f"{told(one, level)}\n     {one.what.cue}" in text
    assert max(map(len, text.splitlines())) <= 200


def test_every_session_is_used_by_some_plan_and_lifting_is_explained_where_there_is_some() -> None:
    plans = [
        plan_for(Asked(goal=goal, experience=level, days_per_week=days))
        for goal, level, days in product(GOALS, LEVELS, range(2, 7))
    ]
    used = {day.outline.key for plan in plans for day in plan.usual.days}

    assert used == set(outlines())
    for plan in plans:
        lifts = any(one.reps for one in plan.usual.work)
        assert ("Lifting: " in written(plan)) == lifts
