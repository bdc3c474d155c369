import re

import pytest

from models.catalogue.exercises import LEVELS, Exercise, exercise_for, exercises
from models.catalogue.lifts import LIFTS, MUSCLES, movements
from models.catalogue.prescription import ONE_RM_SHARE, Prescription, percent_1rm
from models.catalogue.sessions import outlines
from models.domain.events import Site

EVERY = list(exercises().values())
SITES = set(Site.__args__)  # type: ignore[attr-defined]
OWNED: list[tuple[str, ...]] = [(), ("dumbbells",), ("barbell",), ("barbell", "dumbbells", "bike")]
PATTERNS = sorted(
    {pattern for one in outlines().values() for _, pattern in one.slots}
    | {b["pattern"] for one in outlines().values() for bs in one.blocks.values() for b in bs}
)


def named(one: Exercise) -> str:
    return one.exercise_id


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_an_exercise_is_whole(one: Exercise) -> None:
    assert set(one.muscles) | set(one.helpers) <= set(MUSCLES)
    assert not set(one.muscles) & set(one.helpers)
    assert set(one.loads_sites) <= SITES
    assert one.measure in {"reps", "seconds", "minutes"}
    assert one.level in LEVELS
    assert one.lift is None or (one.lift in LIFTS and one.reps_from <= 5)
    assert (one.reps_from > 0) == (one.measure == "reps")
    assert one.cue.endswith(".")


def test_no_exercise_stands_there_twice() -> None:
    told = {(one.name, one.pattern) for one in EVERY}

    assert len(told) == len(EVERY)


@pytest.mark.parametrize("one", [e for e in EVERY if e.measure == "reps"], ids=named)
def test_a_log_of_it_counts_for_the_same_muscles_and_lift(one: Exercise) -> None:
    """jobs.sessions reads a strength log by name: it must find what the plan counts in full."""
    found = next((m for m in movements() if re.search(m.pattern, one.name.lower())), None)

    if one.lift is not None:
        assert found is not None
        assert found.lift == one.lift
    if found is not None and found.muscles:
        assert set(one.muscles) <= set(found.muscles)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("owned", OWNED)
def test_every_pattern_has_an_exercise(pattern: str, level: str, owned: tuple[str, ...]) -> None:
    chosen = exercise_for(pattern, level, owned)

    assert chosen.pattern == pattern
    assert set(chosen.equipment) <= set(owned)
    assert LEVELS.index(chosen.level) <= LEVELS.index(level)


def test_an_unknown_pattern_is_an_error() -> None:
    with pytest.raises(ValueError, match="no exercise of pattern 'handstand'"):
        exercise_for("handstand", "advanced", ())


@pytest.mark.parametrize(
    ("reps", "rpe", "share"),
    [(1, 10, 100.0), (5, 8, 81.1), (5, 9, 83.7), (12, 10, 68.0), (12, 7, 59.9), (10, 7, 65.3)],
)
def test_loads_are_those_of_facts_4(reps: int, rpe: float, share: float) -> None:
    assert percent_1rm(reps, 10 - rpe) == share


def test_a_half_repetition_lies_between_and_the_table_falls() -> None:
    assert percent_1rm(1, 0.5) == pytest.approx((100.0 + 95.5) / 2)
    assert list(ONE_RM_SHARE) == sorted(ONE_RM_SHARE, reverse=True)
    with pytest.raises(ValueError, match="not in the table"):
        percent_1rm(15, 1)


def test_a_prescription_knows_its_time_effort_and_load() -> None:
    squat = Prescription(
        exercise="back-squat", sets=3, reps=(4, 6), rir=2, tempo="2-0-1", rest_s=120
    )
    hold = Prescription(exercise="side-plank", sets=2, seconds=30, rpe=6, rest_s=30)
    walk = Prescription(exercise="walk-brisk", minutes=20, rpe=4)

    assert (squat.effort, squat.percent) == (8, 78.6)
    assert squat.time_s == 3 * (5 * 3 + 120) + 30
    assert (hold.time_s, hold.percent) == (2 * (30 * 2 + 30) + 30, None)
    assert (walk.time_s, walk.session_effort) == (1200, 4)
