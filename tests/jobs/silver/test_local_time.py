from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.spark


def test_only_zones_that_spark_knows_stay(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.local_time import known_zone

    names = ["Europe/Paris", "Asia/Kolkata", "Mars/Base", "", " ", "Paris", None]
    found = spark.createDataFrame([(n,) for n in names], "z string").select(known_zone(F.col("z")))

    assert [row[0] for row in found.collect()] == ["Europe/Paris", "Asia/Kolkata", *[None] * 5]


def test_the_zone_beats_the_written_offset_which_beats_nothing(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.local_time import offset_minutes

    at = datetime(2025, 9, 16, 15, 14, 50, tzinfo=UTC)
    rows = [
        (at, "Europe/Paris", "2025-09-16 16:14:50 +0100"),
        (at, None, "2025-09-16 16:14:50 +0100"),
        (at, None, "2025-09-16T11:44:50-03:30"),
        (at, None, "2025-09-16T15:14:50Z"),
        (at, None, "20250916161450+0100"),
        (at, None, None),
    ]
    frame = spark.createDataFrame(rows, "at timestamp, zone string, text string")
    found = frame.select(offset_minutes(F.col("at"), F.col("zone"), F.col("text")))

    assert [row[0] for row in found.collect()] == [120, 60, -210, 0, 60, 0]


def test_the_days_on_which_clocks_change_are_as_long_as_they_are(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.local_time import local_day, offset_minutes

    clocks = [
        # the hour before and after the change, then the first instants of the next days
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 60, date(2026, 3, 29)),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), 120, date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), 120, date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), 120, date(2026, 3, 30)),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 120, date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), 60, date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), 60, date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), 60, date(2026, 10, 26)),
    ]
    rows = [(at, "Europe/Paris", "2026-12-01 09:00:00 +0100") for at, _, _ in clocks]
    frame = spark.createDataFrame(rows, "at timestamp, zone string, text string")
    offset = offset_minutes(F.col("at"), F.col("zone"), F.col("text"))
    found = frame.select(offset, local_day(F.col("at"), offset)).collect()

    assert [tuple(row) for row in found] == [(minutes, day) for _, minutes, day in clocks]


def test_vendors_times_are_instants_whatever_their_form(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.local_time import vendor_time

    texts = [
        "2026-08-01 06:40:00 +0100",
        "2026-08-01T06:40:00+01:00",
        "2026-08-01T05:40:00Z",
        "20260801064000+0100",
        "yesterday",
        None,
    ]
    found = spark.createDataFrame([(t,) for t in texts], "t string").select(
        F.unix_timestamp(vendor_time(F.col("t")))
    )

    expected = int(datetime(2026, 8, 1, 5, 40, tzinfo=UTC).timestamp())
    assert [row[0] for row in found.collect()] == [expected] * 4 + [None] * 2


def test_days_begin_where_the_athlete_lives(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.local_time import day_ending, local_day

    rows = [
        (datetime(2026, 8, 1, 14, 59, tzinfo=UTC), 0),
        (datetime(2026, 8, 1, 15, 0, tzinfo=UTC), 0),
        (datetime(2026, 8, 1, 15, 0, tzinfo=UTC), 540),
    ]
    frame = spark.createDataFrame(rows, "end timestamp, offset long")
    end, offset = F.col("end"), F.col("offset")
    days = (local_day(end, offset), day_ending(15, end, offset), day_ending(7, end, offset))

    first, second = date(2026, 8, 1), date(2026, 8, 2)
    assert [tuple(row) for row in frame.select(*days).collect()] == [
        (first, first, second),
        (first, second, second),
        (second, second, second),
    ]


def test_a_sleep_from_noon_on_belongs_to_the_next_night(spark: Any) -> None:
    from jobs.silver.local_time import night_day

    def hours(start: float, end: float, offset: int = 0) -> tuple[Any, ...]:
        midnight = datetime(2026, 8, 2, tzinfo=UTC)
        return midnight + timedelta(hours=start), midnight + timedelta(hours=end), offset, offset

    columns = "start_ts timestamp, end_ts timestamp, start_offset_min long, utc_offset_min long"
    told = {
        "night": (hours(-1, 7), 2),
        "after the night shift": (hours(7, 14.5), 2),
        "nap": (hours(13, 14), 3),
        "late nap": (hours(16, 17), 3),
        "nap in Tokyo": (hours(4, 5, 540), 3),
        "a day in bed": (hours(-11, 7), 2),
    }
    frame = spark.createDataFrame([row for row, _ in told.values()], columns)

    found = [row[0].day for row in frame.select(night_day()).collect()]
    assert dict(zip(told, found, strict=True)) == {name: day for name, (_, day) in told.items()}
