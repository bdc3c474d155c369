from datetime import date
from typing import Any

import pytest

from models.domain.tables import STRENGTH
from tests.builders.frames import at, people, utc, vendor

pytestmark = pytest.mark.spark


def sets(spark: Any, *given: dict[str, Any], zone: str = "UTC") -> list[Any]:
    from jobs.silver.strength import strength_sets

    usual = {
        "kind": "set", "start_ts": at(1, 7), "app": "Hevy", "workout": "Legs",
        "exercise": "Squat", "clock": "wall", "start_local": "2026-08-01T07:00:00",
        "end_local": "2026-08-01T08:00:00",
    }  # fmt: skip
    records = [{**usual, "set_index": str(n), **one} for n, one in enumerate(given)]
    frame = strength_sets(vendor(spark, STRENGTH, *records), people(spark, zone))
    return list(frame.orderBy("set_index").collect())


def test_e1rm_by_epley_over_reps_and_reps_in_reserve(spark: Any) -> None:
    found = sets(
        spark,
        {"weight_kg": "100", "reps": "5", "rpe": "8"},
        {"weight_kg": "45.359237", "reps": "6", "rir": "0"},
        {"weight_kg": "60", "reps": "15"},
        {"weight_kg": "60", "reps": "9", "rpe": "8"},
        {"reps": "8"},
    )

    # 100 (1 + 7/30); 45.36 (1 + 6/30); above ten effective repetitions and without weight: none
    assert [s.e1rm_kg for s in found[:2]] == pytest.approx([123.3333333, 54.4310844])
    assert [s.e1rm_kg for s in found[2:]] == [None, None, None]
    assert [s.rir for s in found] == [2.0, 0.0, None, 2.0, None]


def test_wall_times_are_read_in_the_athletes_zone(spark: Any) -> None:
    wall, zoned = sets(
        spark,
        {"reps": "5"},
        {"reps": "5", "clock": "instant"},
        zone="America/New_York",
    )

    assert (utc(wall.start_ts), wall.day) == (at(1, 11), date(2026, 8, 1))
    assert utc(zoned.start_ts) == at(1, 7)
    # one hour long, and imports count two hours after their end
    assert utc(wall.available_at) == at(1, 14)


def test_an_end_left_running_for_days_is_not_believed(spark: Any) -> None:
    (one,) = sets(spark, {"reps": "5", "end_local": "2026-08-03T07:00:00"})

    assert utc(one.available_at) == at(1, 11)


def test_a_date_alone_is_over_when_its_day_is(spark: Any) -> None:
    noon = {"start_local": "2026-08-01T12:00:00", "end_local": None, "clock": "day"}
    (one,) = sets(spark, {"reps": "5", **noon}, zone="America/New_York")

    assert (utc(one.start_ts), one.day) == (at(1, 16), date(2026, 8, 1))
    assert utc(one.available_at) == at(2, 4 + 2)


def test_an_instant_is_dated_by_the_athletes_own_clock(spark: Any) -> None:
    late = {"start_ts": at(1, 23), "start_local": "2026-08-01T23:00:00", "end_local": None}
    (one,) = sets(spark, {"reps": "5", "clock": "instant", **late}, zone="Europe/Berlin")

    assert (utc(one.start_ts), one.day) == (at(1, 23), date(2026, 8, 2))


def test_a_log_that_was_handed_in_twice_adds_no_set(spark: Any) -> None:
    first = {"reps": "5", "app": "FitNotes", "set_index": "0"}
    found = sets(spark, first, {**first, "set_index": "1"}, first, {**first, "set_index": "1"})

    assert [one.set_index for one in found] == [0, 1]


def test_every_apps_sets_stand_beside_each_other(spark: Any) -> None:
    found = sets(spark, {"reps": "5", "app": "Strong"}, {"reps": "5", "app": "FitNotes"})

    assert sorted((one.source, one.workout) for one in found) == [
        ("FitNotes", "Legs"),
        ("Strong", "Legs"),
    ]
