import re

import pytest

from models.catalogue.lifts import LIFTS, MUSCLES, movements


def named(exercise: str) -> tuple[str | None, tuple[str, ...]]:
    """Return lift and muscle groups as jobs.sessions reads them: the first pattern that matches."""
    for movement in movements():
        if re.search(movement.pattern, exercise.lower()):
            return movement.lift, movement.muscles
    return None, ()


@pytest.mark.parametrize(
    ("exercise", "lift"),
    [
        ("Squat (Barbell)", "squat"),
        ("Back Squat", "squat"),
        ("Bench Press (Barbell)", "bench"),
        ("Deadlift (Barbell)", "deadlift"),
        ("Overhead Press (Barbell)", "press"),
        ("Strict Military Press (Barbell)", "press"),
        ("Bent Over Row (Barbell)", "row"),
        ("Front Squat (Barbell)", None),
        ("Romanian Deadlift (Barbell)", None),
        ("Incline Bench Press (Dumbbell)", None),
        ("Seated Row (Cable)", None),
        ("Upright Row (Barbell)", None),
        ("Rowing Machine", None),
        ("Shoulder Press (Dumbbell)", None),
        ("Throwing a ball", None),
    ],
)
def test_only_the_barbell_lifts_are_main_lifts(exercise: str, lift: str | None) -> None:
    assert named(exercise)[0] == lift


@pytest.mark.parametrize(
    ("exercise", "muscles"),
    [
        ("Lat Pulldown (Cable)", ("back", "arms")),
        ("Leg Extension (Machine)", ("quads",)),
        ("Lying Leg Curl (Machine)", ("hamstrings",)),
        ("Bicep Curl (Dumbbell)", ("arms",)),
        ("Plank", ("core",)),
        ("Push Up", ("chest", "shoulders", "arms")),
        ("Hip Thrust (Barbell)", ("glutes", "hamstrings")),
        ("Standing Calf Raise", ()),
    ],
)
def test_an_exercise_counts_for_its_muscles(exercise: str, muscles: tuple[str, ...]) -> None:
    assert named(exercise)[1] == muscles


def test_every_lift_and_group_is_one_that_is_followed_and_is_reached() -> None:
    lifts = {movement.lift for movement in movements()} - {None}
    muscles = {muscle for movement in movements() for muscle in movement.muscles}

    assert lifts == set(LIFTS)
    assert muscles == set(MUSCLES)
