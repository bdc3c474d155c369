"""Sleep that nobody believes has a reason, hides no other source and stops no lake."""

from typing import Any

import pytest

from models.domain.tables import APPLE_HEALTH, DAILY_TABLES, OURA, SLEEP_SESSIONS
from tests.builders.frames import at, people, slumber, vendor
from tests.builders.slumbers import OURA_NIGHT, days, nights, sessions

pytestmark = pytest.mark.spark
WATCH = slumber("AsleepCore", at(2, 23), 7)


def refused(spark: Any, *records: dict[str, Any]) -> list[tuple[int, str]]:
    """Return (number, reason) of the records that are refused."""
    from pyspark.sql import functions as F

    from jobs.silver.apple_sleep import apple_intervals, refused

    intervals = apple_intervals(vendor(spark, APPLE_HEALTH, *records), people(spark, "UTC"))
    return sorted((row.ordinal, row.reason) for row in refused(intervals, F.lit(at(9))).collect())


def test_an_endless_interval_is_refused_and_the_watch_is_read(spark: Any) -> None:
    told = [slumber("Asleep", at(2), 30, source="BadApp"), WATCH]
    (day,) = days(spark, *told)

    assert refused(spark, *told) == [(0, "too_long")]
    assert [(n.source, n.is_primary) for n in nights(spark, *told)] == [("Watch", True)]
    assert day.asleep_h == 7.0


def test_sixteen_hours_are_believed_and_a_second_more_is_not(spark: Any) -> None:
    assert refused(spark, slumber("Asleep", at(1, 20), 16)) == []
    assert refused(spark, slumber("Asleep", at(1, 20), 16 + 1 / 3600)) == [(0, "too_long")]


def test_records_that_lie_a_day_without_an_hour_out_of_bed_are_refused_together(
    spark: Any,
) -> None:
    told = [slumber("Asleep", at(1, 15 * n), 15, source="BadApp") for n in range(2)]

    assert refused(spark, *told, WATCH) == [(0, "too_long"), (1, "too_long")]
    assert [n.asleep_h for n in nights(spark, *told, WATCH)] == [7.0]


def test_what_is_refused_bridges_no_two_sleeps(spark: Any) -> None:
    night, nap = slumber("AsleepCore", at(1, 23), 7), slumber("AsleepCore", at(2, 10), 1)
    endless = slumber("InBed", at(1, 20), 20)

    assert [n.asleep_h for n in nights(spark, night, nap, endless)] == [7.0, 1.0]


def test_an_end_before_its_start_is_no_time(spark: Any) -> None:
    backwards = WATCH | {"endDate": "2026-08-02 22:00:00 +0000"}
    nameless = WATCH | {"endDate": "soon"}

    assert refused(spark, backwards, nameless) == [(0, "bad_time"), (1, "bad_time")]
    assert nights(spark, backwards, nameless) == []


def test_a_source_whose_sleep_is_no_night_hides_none(spark: Any) -> None:
    # two sleeps of 8.5 h and one of 30 minutes; 17 h are no night, nor is half an hour
    bad = [slumber("Asleep", at(1, hour), 8.5, source="BadApp") for hour in (15, 25.5)]
    brief = slumber("AsleepDeep", at(2, 5), 0.5, source="Band")
    found = nights(spark, *bad, brief, slumber("Asleep", at(1, 23), 7))

    assert {n.source for n in found if n.is_primary} == {"Watch"}


def test_a_rings_endless_sleep_is_refused(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.sleep import oura_sleeps, refused

    documents = [
        OURA_NIGHT,
        {**OURA_NIGHT, "total_sleep_duration": "58000"},
        {**OURA_NIGHT, "time_in_bed": "90000"},
        {**OURA_NIGHT, "bedtime_end": "2026-08-01T22:00:00+00:00"},
    ]
    rows = refused(oura_sleeps(vendor(spark, OURA, *documents)), "oura", F.lit(at(9))).collect()

    assert sorted((row.ordinal, row.source, row.reason) for row in rows) == [
        (1, "oura", "too_long"), (2, "oura", "too_long"), (3, "oura", "bad_time"),
    ]  # fmt: skip
    assert len(nights(spark, *documents)) == 1


def test_a_tables_endless_night_is_refused(spark: Any) -> None:
    from jobs.silver.daily_tables import nights, sleeps

    day = {"kind": "lifesnaps_daily", "start_ts": at(1, 12), "day": "2026-08-01"}
    told = sleeps(vendor(spark, DAILY_TABLES, {**day, "minutesAsleep": "961"}))

    assert [row.problem for row in told.collect()] == ["too_long"]
    assert nights(told).isEmpty()


def test_no_sleep_that_is_kept_stops_the_lake(spark: Any, settings: Any) -> None:
    from jobs.contracts import check

    endless = [slumber("Asleep", at(1, 15 * n), 15, source="BadApp") for n in range(2)]
    told = sessions(spark, slumber("Asleep", at(2), 30, source="App"), *endless, WATCH)

    check({SLEEP_SESSIONS.path: told}, settings, job="lake", as_of=at(9))
