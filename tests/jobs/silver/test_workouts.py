from datetime import date
from typing import Any

import pytest

from models.domain.tables import APPLE_HEALTH
from tests.builders.frames import apple, at, people, vendor

pytestmark = pytest.mark.spark
ENERGY = "stat:HKQuantityTypeIdentifierActiveEnergyBurned"


def workouts(spark: Any, *given: dict[str, Any], zone: str = "UTC") -> list[Any]:
    from jobs.silver.workouts import workouts

    records = [
        apple("Workout", one.pop("start"), one.pop("minutes"), **one) for one in map(dict, given)
    ]
    frame = workouts(vendor(spark, APPLE_HEALTH, *records), people(spark, zone))
    return list(frame.orderBy("start_ts", "source").collect())


def test_totals_stand_in_one_of_two_places(spark: Any) -> None:
    run = {"workoutActivityType": "HKWorkoutActivityTypeRunning", "minutes": 60}
    modern = {f"{ENERGY}:sum": "418.4", f"{ENERGY}:unit": "kJ", "duration": "3000"}
    old = {"totalEnergyBurned": "300", "totalEnergyBurnedUnit": "kcal"}
    far = {"totalDistance": "5", "totalDistanceUnit": "km"}
    found = workouts(
        spark,
        {**run, "start": at(1, 8), **modern, "durationUnit": "s"},
        {**run, "start": at(2, 8), **old, **far, "duration": "3000"},
    )

    assert [w.activity for w in found] == ["Running", "Running"]
    assert [w.energy_kcal for w in found] == pytest.approx([100.0, 300.0])
    # 3000 without a unit can't be minutes of one hour: the span counts
    assert [w.duration_min for w in found] == [50.0, 60.0]
    assert [w.distance_m for w in found] == [None, 5000.0]


def test_a_workout_belongs_to_the_local_day_it_began_on(spark: Any) -> None:
    late = {"workoutActivityType": "HKWorkoutTypeIdentifierWalking", "start": at(1, 23)}
    (walk,) = workouts(spark, {**late, "minutes": 30}, zone="Asia/Tokyo")

    assert (walk.day, walk.activity) == (date(2026, 8, 2), "Walking")


def test_the_source_with_most_minutes_of_a_day_is_primary(spark: Any) -> None:
    kind = {"workoutActivityType": "HKWorkoutActivityTypeYoga", "start": at(1, 8)}
    found = workouts(
        spark,
        {**kind, "minutes": 30, "sourceName": "App"},
        {**kind, "minutes": 31, "sourceName": "Watch"},
        {**kind, "minutes": 31, "sourceName": "Watch"},
    )

    assert [(w.source, w.is_primary) for w in found] == [("App", False), ("Watch", True)]
