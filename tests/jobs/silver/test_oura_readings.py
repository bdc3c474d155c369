from datetime import datetime
from typing import Any

import pytest

from models.domain.tables import OURA, RAW_FILES
from tests.builders.frames import at, frame, no_samples, nothing_filed, utc, vendor

pytestmark = pytest.mark.spark
NIGHT = {
    "kind": "sleep", "start_ts": at(1, 22), "type": "long_sleep", "day": "2026-08-02",
    "bedtime_end": "2026-08-02T07:10:00+00:00", "average_hrv": "41", "lowest_heart_rate": "48",
    "average_breath": "14.25", "average_heart_rate": "54.5",
}  # fmt: skip
SCORE = {
    "kind": "daily_readiness", "start_ts": at(2), "timestamp": "2026-08-02T00:00:00+00:00",
    "day": "2026-08-02", "score": "83", "temperature_deviation": "-0.2",
}  # fmt: skip


def readings(spark: Any, *documents: dict[str, Any]) -> dict[str, Any]:
    from jobs.silver.oura import readings

    return {row.metric: row for row in readings(vendor(spark, OURA, *documents)).collect()}


def values(found: dict[str, Any]) -> dict[str, float]:
    return {name: row.value for name, row in found.items()}


def test_a_score_is_not_known_before_its_night_has_ended(spark: Any) -> None:
    found = readings(spark, NIGHT, SCORE)

    assert values(found) == {
        "hrv_rmssd_ms": 41.0,
        "lowest_hr_night_bpm": 48.0,
        "mean_hr_night_bpm": 54.5,
        "respiratory_rate": 14.25,
        "oura_readiness_score": 83.0,
        "temperature_deviation_c": -0.2,
    }
    assert {utc(row.end_ts) for row in found.values()} == {at(2, 7 + 1 / 6)}


def test_without_a_night_the_score_counts_from_ten_o_clock(spark: Any) -> None:
    away = {**SCORE, "start_ts": at(1, 22), "timestamp": "2026-08-02T00:00:00+02:00"}
    found = readings(spark, away)

    assert utc(found["oura_readiness_score"].end_ts) == at(2, 8)
    assert found["oura_readiness_score"].utc_offset_min == 120


@pytest.mark.parametrize("kind", ["late_nap", "sleep"])
def test_naps_give_nothing(spark: Any, kind: str) -> None:
    assert readings(spark, {**NIGHT, "type": kind}) == {}


NAP = {
    **NIGHT, "type": "sleep", "start_ts": at(2, 13), "bedtime_end": "2026-08-02T13:40:00+00:00",
    "average_hrv": "80", "lowest_heart_rate": "58", "average_heart_rate": "62",
}  # fmt: skip


@pytest.mark.parametrize("end", ["13:40", "15:40"])
def test_a_nap_is_not_averaged_into_its_night_nor_into_the_next_one(spark: Any, end: str) -> None:
    from jobs.daily import observed
    from jobs.silver.observations import observations
    from jobs.silver.oura import readings

    nap = {**NAP, "bedtime_end": f"2026-08-02T{end}:00+00:00"}
    told = readings(vendor(spark, OURA, NIGHT | {"average_hrv": "40"}, nap, SCORE))
    quantities, _ = nothing_filed(spark)
    (day,) = observed(observations(quantities, told, no_samples(spark))).collect()

    assert (day.day.day, day.rmssd, day.lowest_hr, day.mean_hr_night) == (2, 40.0, 48.0, 54.5)
    # the score is the night's: known with it, not when the nap is over
    assert (day.readiness, utc(day.nightly_at)) == (83.0, at(2, 9 + 1 / 6))


def test_of_two_long_sleeps_of_a_day_the_longer_one_is_the_night(spark: Any) -> None:
    second = {**NIGHT, "start_ts": at(2, 8), "bedtime_end": "2026-08-02T12:00:00+00:00"}
    found = readings(spark, {**second, "average_hrv": "70"}, NIGHT, SCORE)

    assert found["hrv_rmssd_ms"].value == 41.0
    assert {utc(row.end_ts) for row in found.values()} == {at(2, 7 + 1 / 6)}


def test_what_cannot_be_true_is_refused_by_name(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.oura import refused

    wrong = {**SCORE, "score": "1000", "temperature_deviation": "warm"}
    found = refused(vendor(spark, OURA, wrong), F.lit(at(9))).collect()

    assert readings(spark, wrong) == {}
    assert {(row.source, row.reason, row.detail) for row in found} == {
        ("oura", "out_of_range", "oura_readiness_score 1000.0"),
        ("oura", "bad_value", "temperature_deviation_c"),
    }


def test_a_days_activity_ends_with_its_local_day(spark: Any) -> None:
    document = {
        "kind": "daily_activity", "start_ts": at(2, 11), "day": "2026-08-02",
        "timestamp": "2026-08-02T04:00:00-07:00", "steps": "8342", "active_calories": "410",
        "equivalent_walking_distance": "9800", "high_activity_time": "720",
        "average_met_minutes": "1.4", "score": "82",
    }  # fmt: skip
    found = readings(spark, document)

    assert values(found) == {
        "steps": 8342.0,
        "active_energy_kcal": 410.0,
        "walking_equivalent_m": 9800.0,
        "high_activity_min": 12.0,
        "average_met": 1.4,
        "oura_activity_score": 82.0,
    }
    steps = found["steps"]
    # midnight to midnight in a zone seven hours behind
    assert (utc(steps.start_ts), utc(steps.end_ts)) == (at(2, 7), at(3, 7 - 1 / 3600))
    assert steps.utc_offset_min == -420


def test_what_has_a_day_only_takes_its_zone_from_the_night(spark: Any) -> None:
    night = {**NIGHT, "bedtime_end": "2026-08-02T07:10:00-02:00", "start_ts": at(2)}
    day = {"day": "2026-08-02", "start_ts": None}
    found = readings(
        spark,
        night,
        {"kind": "daily_stress", "stress_high": "3600", "recovery_high": "900", **day},
        {"kind": "daily_spo2", "spo2_percentage:average": "97.5", **day},
        {"kind": "daily_cardiovascular_age", "vascular_age": "41", **day},
        {"kind": "daily_sleep", "score": "85", **day},
    )

    assert values(found) == values(readings(spark, night)) | {
        "stress_high_s": 3600.0,
        "recovery_high_s": 900.0,
        "spo2": 0.975,
        "vascular_age_a": 41.0,
        "oura_sleep_score": 85.0,
    }
    assert utc(found["stress_high_s"].end_ts) == at(3, 2 - 1 / 3600)
    assert utc(found["spo2"].end_ts) == at(2, 9 + 1 / 6)
    assert {row.utc_offset_min for row in found.values()} == {-120}


def test_measurements_stand_at_their_instant(spark: Any) -> None:
    beat = {"timestamp": "2026-08-02T05:00:00+02:00", "start_ts": at(2, 3)}
    found = readings(
        spark,
        {"kind": "heartrate", "bpm": "48", **beat},
        {"kind": "vO2_max", "vo2_max": "46", **beat},
    )

    assert values(found) == {"heart_rate_bpm": 48.0, "vo2max_ml_min_kg": 46.0}
    assert {(utc(r.start_ts), utc(r.end_ts), r.utc_offset_min) for r in found.values()} == {
        (at(2, 3), at(2, 3), 120)
    }


def told(number: str, when: datetime, name: str) -> dict[str, Any]:
    return {"user_id": "u1", "sha256": number, "ingested_at": when, "name": name}


def scored(number: str, ordinal: int, score: str) -> dict[str, Any]:
    attributes = {"id": "r1", "score": score}
    row = {"kind": "daily_readiness", "attributes": attributes, "start_ts": at(2), "raw": ""}
    return {"user_id": "u1", "file_sha256": number, "ordinal": ordinal, **row}


def test_the_last_told_version_of_a_document_counts(spark: Any) -> None:
    from jobs.silver.oura import latest

    beat = {**scored("a", 9, ""), "kind": "heartrate", "attributes": {"bpm": "48"}}
    bronze = frame(
        spark, OURA, scored("a", 0, "60"), scored("b", 0, "70"), scored("b", 1, "75"),
        scored("c", 2, "80"), beat, {**beat, "file_sha256": "b"},
    )  # fmt: skip
    files = frame(
        spark, RAW_FILES, told("a", at(9), "z.json"), told("b", at(10), "b.json"),
        told("c", at(10), "a.json"),
    )  # fmt: skip
    found = latest(bronze, files).collect()

    assert [one.attributes["score"] for one in found if "score" in one.attributes] == ["75"]
    assert len(found) == 3
