from typing import Any

import pytest

from models.domain.tables import APPLE_HEALTH, OURA
from tests.builders.frames import apple, at, no_samples, people, vendor

pytestmark = pytest.mark.spark
KIND = "HKQuantityTypeIdentifier"


def quantity(kind: str, unit: str, value: str, **given: Any) -> dict[str, Any]:
    return apple(f"{KIND}{kind}", at(1, 8), 10, unit=unit, value=value, **given)


def found(spark: Any, *records: dict[str, Any], zone: str = "UTC") -> list[Any]:
    from jobs.silver.apple import quantities

    bronze = vendor(spark, APPLE_HEALTH, *records)
    rows = quantities(bronze, people(spark, zone)).collect()
    return sorted(rows, key=lambda row: row.ordinal)


def test_units_become_ours(spark: Any) -> None:
    rows = found(
        spark,
        quantity("DistanceWalkingRunning", "mi", "2"),
        quantity("ActiveEnergyBurned", "kJ", "418.4"),
        quantity("BodyMass", "lb", "150"),
        quantity("HeartRate", "count/s", "1.5"),
        quantity("StateOfMind", "", "1"),
    )

    assert [(r.metric, r.unit, r.problem) for r in rows] == [
        ("distance_m", "m", None),
        ("active_energy_kcal", "kcal", None),
        ("body_mass_kg", "kg", None),
        ("heart_rate_bpm", "1/min", None),
    ]
    assert [r.value for r in rows] == pytest.approx([3218.688, 100.0, 68.0388555, 90.0])


def test_what_was_written_stays_beside_what_it_means(spark: Any) -> None:
    from jobs.silver.apple import quantities
    from jobs.silver.observations import observations
    from jobs.silver.oura import readings

    bronze = vendor(spark, APPLE_HEALTH, quantity("DistanceWalkingRunning", "mi", "2"))
    score = {"kind": "daily_sleep", "day": "2026-08-01", "score": "85"}
    told = readings(vendor(spark, OURA, score))
    rows = observations(quantities(bronze, people(spark, "UTC")), told, no_samples(spark)).collect()

    found = {r.metric: (r.value, r.unit, r.original_value, r.original_unit) for r in rows}
    assert found == {
        "distance_m": (pytest.approx(3218.688), "m", 2.0, "mi"),
        "oura_sleep_score": (85.0, "1", None, None),
    }


def test_what_is_no_observation_says_why_and_goes_to_quarantine(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.apple import quantities, refused

    records = [
        quantity("HeartRate", "furlongs", "60"),
        quantity("HeartRate", "count/min", "many"),
        quantity("HeartRate", "count/min", "666"),
        quantity("HeartRate", "count/min", "60", endDate="2026-08-01 07:59:59 +0000"),
        quantity("HeartRate", "count/min", "60"),
    ]
    rows = quantities(vendor(spark, APPLE_HEALTH, *records), people(spark, "UTC"))
    refusals = refused(rows, F.lit(at(2))).orderBy("ordinal").collect()

    reasons = ["unit_unknown", "bad_value", "out_of_range", "bad_time"]
    assert [r.reason for r in refusals] == reasons
    assert refusals[0].detail == f"{KIND}HeartRate furlongs"
    assert refusals[2].detail == f"{KIND}HeartRate count/min 666.0"


def test_the_wearers_zone_decides_the_offset(spark: Any) -> None:
    rows = found(
        spark,
        quantity("StepCount", "count", "5"),
        quantity("StepCount", "count", "5", **{"meta:HKTimeZone": "Asia/Tokyo"}),
        quantity("StepCount", "count", "5", **{"meta:HKTimeZone": "Mars/Base"}),
        zone="Europe/Madrid",
    )

    assert [row.utc_offset_min for row in rows] == [120, 540, 120]


def test_a_device_is_the_same_in_every_export(spark: Any) -> None:
    told = "<<HKDevice: {}>, name:Apple Watch, manufacturer:Apple Inc., hardware:Watch7,2>"
    beats = [
        quantity("HeartRate", "count/min", "60", device=told.format(address))
        for address in ("0xc937f43c0", "0x8C524C540")
    ]

    assert {row.device for row in found(spark, *beats)} == {
        "<<HKDevice>, name:Apple Watch, manufacturer:Apple Inc., hardware:Watch7,2>"
    }
