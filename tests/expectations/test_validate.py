from collections.abc import Callable
from typing import Any

import pytest

from expectations.suites import SUITES
from expectations.validate import Failure, SuiteFailed, validate
from models.domain import tables
from tests.builders.frames import at, day_of

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]
Lake = Callable[..., dict[str, Any]]
BAD: dict[Any, list[dict[str, Any]]] = {
    # a pulse of 500 is too much, a million steps would be another rule
    tables.OBSERVATIONS: [
        {"start_ts": at(2, 1), "end_ts": at(2, 2), "value": 500.0},
        {"start_ts": at(3, 2), "end_ts": at(3, 1)},
    ],
    tables.ATHLETES: [{"user_id": "u2", "goal": "fame"}],
    tables.DECISIONS: [{"decision_id": "d2", "action_probability": 0.0}],
    tables.STRENGTH_SETS: [{}],
    tables.DAILY_FEATURES: [{"day": day_of(2), "hrv_rmssd_ms": 0.5}, {"day": None}],
}


@pytest.fixture(scope="module")
def failed(lake: Lake) -> SuiteFailed:
    """Validate good rows with one or two bad ones of five tables beside them."""
    with pytest.raises(SuiteFailed) as raised:
        validate(lake(BAD, *BAD))
    return raised.value


def of(failed: SuiteFailed, table: Any) -> list[Failure]:
    return [failure for failure in failed.failures if failure.table == table.path]


def test_good_frames_pass(lake: Lake) -> None:
    frames = lake({}, tables.SLEEP_SESSIONS, tables.WORKOUTS, tables.CHECKINS, tables.FEEDBACK)

    found = validate(frames)

    assert found.held == {path: len(SUITES[path]()) for path in frames}
    assert found.warnings == ()


def test_a_bad_value_is_named_by_table_column_and_row(failed: SuiteFailed) -> None:
    (range_,) = (f for f in of(failed, tables.OBSERVATIONS) if f.column == "heart_rate_bpm")

    assert range_.expectation == "expect_column_values_to_be_between"
    # the rule holds for pulses only, and only one of the three is wrong
    assert range_.observed.startswith("1 of 3 rows; ")
    assert "user_id=u1 metric=heart_rate_bpm start_ts=2026-08-02 01:00:00" in range_.observed
    assert range_.observed.endswith("heart_rate_bpm=500.0")


def test_a_pair_of_columns_is_named(failed: SuiteFailed) -> None:
    (pair,) = (f for f in of(failed, tables.OBSERVATIONS) if f.column != "heart_rate_bpm")

    assert pair.column == "end_ts, start_ts"
    assert pair.observed.startswith("1 of 3 rows; ")


def test_an_unknown_word_and_a_zero_propensity_fail(failed: SuiteFailed) -> None:
    (goal,), (likely,) = of(failed, tables.ATHLETES), of(failed, tables.DECISIONS)

    assert (goal.column, goal.observed) == ("goal", "1 of 2 rows; user_id=u2 goal=fame")
    assert likely.column == "action_probability"
    assert likely.observed == "1 of 2 rows; decision_id=d2 action_probability=0.0"


def test_a_key_that_is_there_twice_fails(failed: SuiteFailed) -> None:
    (double,) = of(failed, tables.STRENGTH_SETS)

    assert double.expectation == "expect_compound_columns_to_be_unique"
    assert double.column == ", ".join(tables.STRENGTH_SETS.key)
    assert double.observed.startswith("2 of 2 rows; user_id=u1 ")


def test_a_feature_out_of_range_and_a_row_without_a_day_fail(failed: SuiteFailed) -> None:
    found = {f.column: f.observed for f in of(failed, tables.DAILY_FEATURES)}

    assert found == {
        "hrv_rmssd_ms": "1 of 3 rows; user_id=u1 day=2026-08-02 hrv_rmssd_ms=0.5",
        "day": "1 of 3 rows; user_id=u1 day=None",
    }


def test_the_error_tells_everything_at_once(failed: SuiteFailed) -> None:
    lines = str(failed).splitlines()

    assert lines[0] == "expectations failed:"
    assert len(lines) == 1 + len(failed.failures) == 8
    assert "silver/athletes: expect_column_values_to_be_in_set(goal) 1 of 2 rows; " in str(failed)


def test_a_frame_without_a_column_fails_and_names_it(lake: Lake) -> None:
    frames = {path: f.drop("decision_id") for path, f in lake({}, tables.FEEDBACK).items()}

    with pytest.raises(SuiteFailed, match=r"to_not_be_null\(decision_id\)"):
        validate(frames)


def test_a_table_without_a_suite_is_left_alone(lake: Lake) -> None:
    (frame,) = lake({}, tables.FEEDBACK).values()

    assert validate({"bronze/oura": frame}).held == {}
