from datetime import date
from typing import Any

import pytest

from models.domain.tables import APPLE_HEALTH, OURA
from tests.builders.frames import at, no_samples, people, slumber, utc, vendor

pytestmark = pytest.mark.spark


def nights(spark: Any, *records: dict[str, Any]) -> list[Any]:
    from jobs.silver import samples
    from jobs.silver.sleep import apple_intervals, apple_nights, oura_nights, sleep_sessions

    bronze = vendor(spark, APPLE_HEALTH, *records)
    apple = apple_nights(apple_intervals(bronze, people(spark, "UTC")))
    oura = oura_nights(vendor(spark, OURA, *records))
    live = samples.nights(no_samples(spark))
    return list(sleep_sessions(apple, oura, live).orderBy("day", "source").collect())


def test_stages_win_over_generic_sleep_and_overlaps_count_once(spark: Any) -> None:
    (night,) = nights(
        spark,
        slumber("InBed", at(1, 22), 9),
        slumber("Asleep", at(1, 22), 9),
        slumber("AsleepCore", at(1, 23), 4),
        slumber("AsleepDeep", at(2, 2), 2),
        slumber("AsleepREM", at(2, 5), 1),
        slumber("AsleepREM", at(2, 5), 1),
    )

    assert night.day == date(2026, 8, 2)
    # 23-03 core, 02-04 deep of which one hour was covered, 05-06 REM
    assert (night.asleep_h, night.deep_h, night.rem_h) == (6.0, 1.0, 1.0)
    assert (night.in_bed_h, night.efficiency) == (9.0, pytest.approx(6 / 9))
    assert utc(night.available_at) == at(2, 9)


def test_generic_sleep_alone_has_no_efficiency(spark: Any) -> None:
    (night,) = nights(spark, slumber("AsleepUnspecified", at(1, 23), 7))

    assert (night.asleep_h, night.in_bed_h, night.efficiency) == (7.0, None, None)


def test_the_source_with_most_sleep_is_primary_and_sources_never_add_up(spark: Any) -> None:
    found = nights(
        spark,
        slumber("Asleep", at(1, 23), 6, source="Phone"),
        slumber("AsleepCore", at(1, 23), 7),
        slumber("Awake", at(2, 6), 1),
    )

    assert [(n.source, n.is_primary, n.asleep_h) for n in found] == [
        ("Phone", False, 6.0), ("Watch", True, 7.0),
    ]  # fmt: skip
    assert found[1].in_bed_h == 8.0


def test_every_hour_belongs_to_some_night(spark: Any) -> None:
    found = nights(spark, slumber("Asleep", at(1, 14), 0.5), slumber("Asleep", at(1, 16), 0.5))

    assert [n.day for n in found] == [date(2026, 8, 1), date(2026, 8, 2)]


def test_oura_sleeps_are_seconds_and_rest_is_no_sleep(spark: Any) -> None:
    document = {
        "kind": "sleep", "start_ts": at(1, 22), "type": "long_sleep", "day": "2026-08-02",
        "bedtime_end": "2026-08-02T07:00:00+01:00", "total_sleep_duration": "27000",
        "time_in_bed": "30000", "average_hrv": "41", "latency": "600",
        "light_sleep_duration": "15300", "awake_time": "1800",
    }  # fmt: skip
    (night,) = nights(spark, document, {**document, "type": "rest", "start_ts": at(1, 20)})

    assert (night.day, night.asleep_h, night.efficiency) == (
        date(2026, 8, 2), 7.5, pytest.approx(0.9),
    )  # fmt: skip
    assert (night.utc_offset_min, night.hrv_rmssd_ms, night.deep_h) == (60, 41.0, None)
    assert (night.light_h, night.awake_h, night.latency_min) == (4.25, 0.5, 10.0)


def test_an_old_sleep_without_a_type_is_one(spark: Any) -> None:
    document = {
        "kind": "sleep", "start_ts": at(1, 22), "day": "2026-08-02",
        "bedtime_end": "2026-08-02T06:00:00Z", "total_sleep_duration": "27000",
    }  # fmt: skip

    assert [night.asleep_h for night in nights(spark, document)] == [7.5]
