from datetime import date, timedelta
from typing import Any

import pytest

from models.domain.tables import APPLE_HEALTH, OURA
from tests.builders.frames import apple, at, people, vendor

pytestmark = pytest.mark.spark
ENERGY = "stat:HKQuantityTypeIdentifierActiveEnergyBurned"


def workouts(
    spark: Any, *given: dict[str, Any], zone: str = "UTC", ring: tuple[dict[str, Any], ...] = ()
) -> list[Any]:
    from jobs.silver.workouts import apple_workouts, oura_workouts, workouts

    records = [
        apple("Workout", one.pop("start"), one.pop("minutes"), **one) for one in map(dict, given)
    ]
    apple_rows = apple_workouts(vendor(spark, APPLE_HEALTH, *records), people(spark, zone))
    frame = workouts(apple_rows, oura_workouts(vendor(spark, OURA, *ring)))
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


def test_a_workout_told_twice_is_the_same_whatever_order_files_came_in(spark: Any) -> None:
    run = {"workoutActivityType": "HKWorkoutActivityTypeRunning", "minutes": 60}
    run |= {"start": at(1, 8), "durationUnit": "min"}
    told = [
        {**run, "duration": str(n), "totalDistance": str(n % 7), "totalDistanceUnit": "km"}
        for n in range(20, 50)
    ]

    assert workouts(spark, *told) == workouts(spark, *told[::-1]) == workouts(spark, told[-1])


def test_the_source_with_most_minutes_of_a_day_is_primary(spark: Any) -> None:
    kind = {"workoutActivityType": "HKWorkoutActivityTypeYoga", "start": at(1, 8)}
    found = workouts(
        spark,
        {**kind, "minutes": 30, "sourceName": "App"},
        {**kind, "minutes": 31, "sourceName": "Watch"},
        {**kind, "minutes": 31, "sourceName": "Watch"},
    )

    assert [(w.source, w.is_primary) for w in found] == [("App", False), ("Watch", True)]


def ridden(kind: str, hour: float, minutes: int, **given: Any) -> dict[str, Any]:
    """Return a document of a ring that was worn two hours west of UTC."""
    start = at(2, hour)
    begin, end = (
        f"{one - timedelta(hours=2):%Y-%m-%dT%H:%M:%S}-02:00"
        for one in (start, start + timedelta(minutes=minutes))
    )
    times = {"start_datetime": begin, "end_datetime": end, "day": "2026-08-01"}
    return {"kind": kind, "start_ts": start, **times, **given}


def test_a_rings_workouts_keep_their_intensity_and_how_they_came(spark: Any) -> None:
    far = {"calories": "480.5", "distance": "18500.0"}
    found = workouts(
        spark,
        ring=(
            ridden(
                "workout", 1, 69, activity="cycling", intensity="moderate", source="manual", **far
            ),
            ridden("workout", 4, 40, activity="strength_training", intensity="hard", label="legs"),
            ridden("workout", 6, 10, activity="dog_agility 3", intensity="brutal"),
        ),
    )

    assert [(w.activity, w.intensity, w.entry, w.duration_min) for w in found] == [
        ("Cycling", "moderate", "manual", 69.0),
        ("TraditionalStrengthTraining", "hard", None, 40.0),
        ("DogAgility3", "brutal", None, 10.0),
    ]
    ride = found[0]
    assert (ride.day, ride.utc_offset_min) == (date(2026, 8, 1), -120)
    assert (ride.energy_kcal, ride.distance_m, ride.source) == (480.5, 18500.0, "Oura")


def test_sitting_and_breathing_count_and_other_sessions_do_not(spark: Any) -> None:
    kinds = ("meditation", "breathing", "nap", "rest", "body_status", "relaxation")
    ring = tuple(ridden("session", hour, 15, type=kind) for hour, kind in enumerate(kinds, 3))

    assert [w.activity for w in workouts(spark, ring=ring)] == ["Meditation", "Breathing"]
