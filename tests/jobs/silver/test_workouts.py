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


RUN = {"workoutActivityType": "HKWorkoutActivityTypeRunning", "start": at(1, 8), "minutes": 60}


def primary(found: list[Any]) -> dict[str, bool]:
    return {w.source: w.is_primary for w in found}


def test_of_a_workout_that_two_sources_saw_the_longer_one_is_primary(spark: Any) -> None:
    app, watch = RUN | {"minutes": 30, "sourceName": "App"}, RUN | {"minutes": 31}

    assert primary(workouts(spark, app, watch, watch)) == {"App": False, "Watch": True}


def test_a_swim_and_a_run_of_one_day_both_count(spark: Any) -> None:
    swim = {"workoutActivityType": "HKWorkoutActivityTypeSwimming", "sourceName": "App"}
    found = workouts(spark, RUN, {**swim, "start": at(1, 18), "minutes": 45})

    assert sum(w.duration_min for w in found if w.is_primary) == 105.0


def test_half_of_the_shorter_one_may_be_shared_and_no_more(spark: Any) -> None:
    half = RUN | {"start": at(1, 8.75), "minutes": 30, "sourceName": "App"}
    more = half | {"start": at(1, 8.74)}

    assert primary(workouts(spark, RUN, half)) == {"App": True, "Watch": True}
    assert primary(workouts(spark, RUN, more)) == {"App": False, "Watch": True}


def test_what_only_a_second_telling_overlaps_still_counts(spark: Any) -> None:
    told_again = RUN | {"start": at(1, 8.4), "minutes": 50, "sourceName": "App"}
    cool_down = RUN | {"start": at(1, 9), "minutes": 12, "sourceName": "Phone"}
    found = workouts(spark, RUN, told_again, cool_down)

    assert primary(found) == {"App": False, "Phone": True, "Watch": True}


def test_a_run_by_two_doors_counts_once_also_across_midnight(spark: Any) -> None:
    late = RUN | {"start": at(1, 23) + timedelta(minutes=59, seconds=50), "sourceName": "Oura"}
    begin, end = "2026-08-02T00:00:10+00:00", "2026-08-02T00:59:40+00:00"
    ring = {"kind": "workout", "start_ts": at(2, 10 / 3600), "activity": "running"}
    found = workouts(spark, late, ring=({**ring, "start_datetime": begin, "end_datetime": end},))

    assert [(w.day.day, w.is_primary) for w in found] == [(1, True), (2, False)]


def test_of_equally_long_ones_the_one_with_a_heart_rate_is_primary(spark: Any) -> None:
    beats = {"stat:HKQuantityTypeIdentifierHeartRate:average": "141"}
    app, watch = RUN | {"sourceName": "App"}, RUN

    assert primary(workouts(spark, app | beats, watch)) == {"App": True, "Watch": False}
    assert primary(workouts(spark, app, watch)) == {"App": False, "Watch": True}


def test_what_is_no_workout_is_refused_with_its_reason(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.workouts import apple_workouts, refused, workouts

    start, kind = at(1, 8), {"workoutActivityType": "HKWorkoutActivityTypeHiking"}
    records = [
        apple("Workout", start, 25 * 60, **kind),
        apple("Workout", start, -5, **kind),
        apple("Workout", start, 60),
        apple("Workout", start, 60, **kind, duration="-5", durationUnit="min"),
        apple("Workout", start, 24 * 60, **kind),
    ]
    told = apple_workouts(vendor(spark, APPLE_HEALTH, *records), people(spark, "UTC"))
    rows = refused(told, "apple_health", F.lit(at(9))).orderBy("ordinal").collect()

    assert [(row.ordinal, row.reason) for row in rows] == [
        (0, "too_long"), (1, "bad_time"), (2, "bad_value"), (3, "bad_value"),
    ]  # fmt: skip
    assert workouts(told, told.limit(0)).count() == 1


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
