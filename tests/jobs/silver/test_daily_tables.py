from datetime import date
from typing import Any

import pytest

from models.domain.tables import DAILY_TABLES
from tests.builders.frames import at, utc, vendor

pytestmark = pytest.mark.spark
DAY = {"kind": "lifesnaps_daily", "start_ts": at(1, 12), "day": "2026-08-01"}
ACTIVITY = {"kind": "fitabase_daily_activity", "start_ts": at(1, 12), "day": "2026-08-01"}


def read(spark: Any, *records: dict[str, Any]) -> dict[str, Any]:
    from jobs.silver.daily_tables import figures, readings

    found = readings(figures(vendor(spark, DAILY_TABLES, *records)))
    return {row.metric: row for row in found.collect()}


def slept(spark: Any, *records: dict[str, Any]) -> list[Any]:
    from jobs.silver.daily_tables import nights, sleeps

    found = nights(sleeps(vendor(spark, DAILY_TABLES, *records)))
    return list(found.orderBy("asleep_h").collect())


def test_figures_in_the_metrics_own_units(spark: Any) -> None:
    columns = {
        "steps": "8000", "distance": "6517.5", "moderately_active_minutes": "24.0",
        "very_active_minutes": "33.0", "rmssd": "41.5", "spo2": "96.5", "resting_hr": "62.5",
        "daily_temperature_variation": "-1.5", "full_sleep_breathing_rate": "14.8",
    }  # fmt: skip
    found = read(spark, {**DAY, **columns})

    values = {name: row.value for name, row in found.items()}
    assert values.pop("spo2") == pytest.approx(0.965)
    assert values == {
        "steps": 8000, "distance_m": 6517.5, "exercise_min": 57, "hrv_rmssd_ms": 41.5,
        "resting_hr_bpm": 62.5, "temperature_deviation_c": -1.5, "respiratory_rate": 14.8,
    }  # fmt: skip
    assert {row.source for row in found.values()} == {"LifeSnaps"}
    # a night is over in the morning, a day at midnight: nothing is known before
    assert utc(found["hrv_rmssd_ms"].end_ts) == at(1, 10)
    assert utc(found["resting_hr_bpm"].end_ts) == at(1, 23 + 3599 / 3600)
    assert utc(found["steps"].start_ts) == at(1)


def test_zeros_of_a_day_nobody_wore_it_are_missing(spark: Any) -> None:
    idle = {"TotalSteps": "0", "TotalDistance": "0", "VeryActiveMinutes": "0"}
    assert read(spark, {**ACTIVITY, **idle, "FairlyActiveMinutes": "0"}) == {}

    zeros = {"rmssd": "0.0", "full_sleep_breathing_rate": "0.0", "moderately_active_minutes": "0"}
    assert read(spark, {**DAY, **zeros, "very_active_minutes": "0", "minutesAsleep": "0"}) == {}

    worn = {"TotalSteps": "4", "TotalDistance": "0.5", "VeryActiveMinutes": "0"}
    found = read(spark, {**ACTIVITY, **worn, "FairlyActiveMinutes": "0"})
    assert {name: row.value for name, row in found.items()} == {
        "steps": 4, "distance_m": 500, "exercise_min": 0,
    }  # fmt: skip


def test_a_figure_that_cannot_be_true_is_refused_by_name(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.daily_tables import figures, refused

    wrong = {**DAY, "rmssd": "900", "resting_hr": "62.5", "spo2": "0.0", "steps": "200000"}
    rows = refused(figures(vendor(spark, DAILY_TABLES, wrong)), F.lit(at(9))).collect()

    # a zero stands for a figure nobody measured
    assert {(row.source, row.ordinal, row.reason, row.detail) for row in rows} == {
        ("daily_tables", 0, "out_of_range", "hrv_rmssd_ms 900.0"),
        ("daily_tables", 0, "out_of_range", "steps 200000.0"),
    }
    assert set(read(spark, wrong)) == {"resting_hr_bpm"}


def test_a_weight_keeps_its_moment(spark: Any) -> None:
    weight = {"kind": "fitabase_weight_log", "start_ts": at(1, 7), "day": "2026-08-01"}
    found = read(spark, {**weight, "WeightKg": "52.6"})

    assert (found["body_mass_kg"].value, utc(found["body_mass_kg"].end_ts)) == (52.6, at(1, 7))


def test_nights_are_as_long_as_told(spark: Any) -> None:
    fitabase = {"kind": "fitabase_sleep_day", "day": "2026-08-02", "start_ts": at(2, 12)}
    short, long = slept(
        spark,
        {**DAY, "minutesAsleep": "445.0", "sleep_duration": "31260000.0"},
        {**DAY, "minutesAsleep": "0.0", "sleep_duration": "3720000.0"},
        {**DAY, "steps": "5"},
        {**fitabase, "TotalMinutesAsleep": "327", "TotalTimeInBed": "346"},
    )

    assert (short.asleep_h, short.in_bed_h) == (327 / 60, pytest.approx(346 / 60))
    assert (short.day, short.source, utc(short.end_ts)) == (date(2026, 8, 2), "Fitabase", at(2, 10))
    assert (long.asleep_h, long.in_bed_h) == (pytest.approx(445 / 60), pytest.approx(8.6833333))
    assert utc(long.start_ts) == at(1, 10 - 31260 / 3600)
