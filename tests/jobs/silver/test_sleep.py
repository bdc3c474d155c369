"""Nights of several sources and doors: each sleep once, one source first, the rest refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.builders.frames import at, slumber, utc
from tests.builders.slumbers import OURA_NIGHT, days, nights

pytestmark = pytest.mark.spark
ADRIFT = timedelta(seconds=36)
"""How far the two doors of one ring are apart."""


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
    assert (night.asleep_h, night.deep_h, night.rem_h, night.light_h) == (6.0, 1.0, 1.0, 4.0)
    assert (night.in_bed_h, night.efficiency) == (9.0, pytest.approx(6 / 9))
    assert utc(night.available_at) == at(2, 9)


def test_generic_sleep_counts_where_no_stage_is_beside_it(spark: Any) -> None:
    (night,) = nights(
        spark,
        slumber("AsleepUnspecified", at(1, 22.5), 0.5),
        slumber("AsleepCore", at(1, 23), 6),
        slumber("AsleepUnspecified", at(2, 4.5), 1),
        slumber("AsleepUnspecified", at(2, 5.75), 0.25),
    )

    # what lies beside the stages from 04:30 to 05:30 is time in bed
    assert night.asleep_h == 0.5 + 6 + 0.25
    assert (night.light_h, night.deep_h) == (6.0, None)


def test_a_staged_night_was_awake_as_long_as_it_says_and_generic_sleep_says_nothing(
    spark: Any,
) -> None:
    staged, silent, generic = nights(
        spark,
        slumber("AsleepCore", at(1, 23), 7),
        slumber("Awake", at(2, 6), 0.5),
        slumber("Awake", at(2, 6.25), 0.5),
        slumber("AsleepREM", at(2, 23), 7),
        slumber("Asleep", at(3, 23), 7),
    )

    assert [n.awake_h for n in (staged, silent, generic)] == [0.75, 0.0, None]


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


def test_stages_come_before_more_sleep_unless_they_saw_less_than_half(spark: Any) -> None:
    generic = slumber("AsleepUnspecified", at(1, 22.5), 8.5, source="SleepApp")
    staged = [slumber("AsleepCore", at(1, 23.5), 5), slumber("AsleepDeep", at(2, 4.5), 1.5)]
    (day,) = days(spark, generic, *staged)
    (short,) = days(spark, generic, slumber("AsleepDeep", at(2, 4.5), 4.0))

    assert (day.asleep_h, day.deep_h) == (6.5, 1.5)
    assert (short.asleep_h, short.deep_h) == (8.5, None)


def test_of_equals_the_name_decides(spark: Any) -> None:
    two = [slumber("Asleep", at(1, 23), 7, source=name) for name in ("B", "A")]

    assert [(n.source, n.is_primary) for n in nights(spark, *two)] == [("A", False), ("B", True)]


def test_a_nap_and_a_night_of_one_watch_are_two_sleeps(spark: Any) -> None:
    told = [slumber("AsleepCore", at(1, 16), 1), slumber("AsleepCore", at(1, 23), 8)]
    (day,) = days(spark, *told)

    assert [(n.day.day, n.asleep_h) for n in nights(spark, *told)] == [(2, 1.0), (2, 8.0)]
    assert (day.day, day.asleep_h, day.nap_h) == (date(2026, 8, 2), 9.0, 1.0)
    assert (day.bedtime, day.waketime) == (-1.0, 7.0)


def test_an_afternoons_nap_does_not_hold_up_the_mornings_row(spark: Any) -> None:
    night, nap = slumber("AsleepCore", at(1, 23), 8), slumber("AsleepUnspecified", at(2, 13), 1)
    first, second = days(spark, night, nap, slumber("AsleepCore", at(2, 23), 7))

    assert (first.asleep_h, first.nap_h, first.waketime) == (8.0, 0.0, 7.0)
    assert utc(first.slept_at) == at(2, 9)
    # nor is the nap's hour lost
    assert (second.asleep_h, second.nap_h, second.bedtime) == (8.0, 1.0, -1.0)


def test_an_hour_out_of_bed_does_not_end_a_night_and_more_does(spark: Any) -> None:
    hour = [slumber("AsleepCore", at(1, 23), 4), slumber("AsleepCore", at(2, 4), 2)]
    more = [slumber("AsleepCore", at(1, 23), 4), slumber("AsleepCore", at(2, 4.01), 2)]
    bridged = [*more, slumber("InBed", at(2, 3), 1)]

    assert [n.asleep_h for n in nights(spark, *hour)] == [6.0]
    assert [n.asleep_h for n in nights(spark, *more)] == [4.0, 2.0]
    assert [(n.asleep_h, n.in_bed_h) for n in nights(spark, *bridged)] == [(6.0, 7.0)]


def test_a_night_across_three_in_the_afternoon_stays_whole(spark: Any) -> None:
    (night,) = nights(spark, slumber("AsleepCore", at(1, 9), 6), slumber("AsleepREM", at(1, 15), 1))

    assert (night.day, night.asleep_h) == (date(2026, 8, 2), 7.0)


def test_a_ring_by_two_doors_slept_once(spark: Any) -> None:
    healthkit = slumber("AsleepCore", at(1, 23) + ADRIFT, 6.99, source="Oura")
    found = nights(spark, healthkit, OURA_NIGHT)
    (day,) = days(spark, healthkit, OURA_NIGHT)

    assert [(n.in_bed_h, n.is_primary) for n in found] == [(8.0, True), (None, False)]
    assert (day.asleep_h, day.nap_h) == (7.0, 0.0)


def test_a_live_sample_beside_its_export_adds_nothing(spark: Any) -> None:
    live = spark.createDataFrame(
        [("u1", "e1", "sleep_duration_h", at(1, 23), at(2, 6), "Watch", 6.5, 0, 0, at(2, 6.1))],
        "user_id string, event_id string, metric string, start_ts timestamp, end_ts timestamp, "
        "source string, value double, start_offset_min long, utc_offset_min long, "
        "told_at timestamp",
    ).selectExpr("*", "CAST(NULL AS STRING) AS problem")
    (day,) = days(spark, slumber("AsleepCore", at(1, 22.9), 7), live=live)

    assert (day.asleep_h, day.nap_h) == (7.0, 0.0)


def test_two_parts_of_a_night_that_share_a_little_both_count(spark: Any) -> None:
    second = {**OURA_NIGHT, "start_ts": at(2, 6), "bedtime_end": "2026-08-02T08:30:00+00:00"}
    second |= {"type": "sleep", "total_sleep_duration": "7200", "time_in_bed": "9000"}

    assert [n.is_primary for n in nights(spark, OURA_NIGHT, second)] == [True, True]


@pytest.mark.parametrize(
    ("lain", "hours"),
    [
        (datetime(2026, 10, 24, 21, tzinfo=UTC), 9.0),
        (datetime(2026, 3, 28, 22, tzinfo=UTC), 7.0),
    ],
    ids=["autumn", "spring"],
)
def test_a_night_in_which_the_clocks_change_has_the_hours_of_both_ends(
    spark: Any, lain: datetime, hours: float
) -> None:
    second = slumber("AsleepREM", lain + timedelta(hours=3), hours - 3)
    (day,) = days(spark, slumber("AsleepCore", lain, 3), second, zone="Europe/Madrid")

    # 23:00 to 07:00 by the wall's clock, which is an hour longer or shorter than eight
    assert (day.bedtime, day.waketime, day.asleep_h) == (-1.0, 7.0, hours)


def test_a_rings_night_has_the_offset_of_both_ends(spark: Any) -> None:
    flown = {
        **OURA_NIGHT, "start_ts": at(1, 22), "bedtime_start": "2026-08-01T23:00:00+01:00",
        "bedtime_end": "2026-08-02T08:00:00+02:00",
    }  # fmt: skip
    (night,) = nights(spark, flown)
    (day,) = days(spark, flown)

    assert (night.start_offset_min, night.utc_offset_min) == (60, 120)
    assert (day.bedtime, day.waketime) == (-1.0, 8.0)


def test_every_hour_belongs_to_some_night(spark: Any) -> None:
    found = nights(spark, slumber("Asleep", at(1, 11), 0.5), slumber("Asleep", at(1, 16), 0.5))

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
