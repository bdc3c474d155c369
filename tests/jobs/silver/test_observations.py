import random
from datetime import timedelta
from typing import Any

import pytest

from tests.builders.frames import at, no_samples, nothing_filed, utc

pytestmark = pytest.mark.spark
COLUMNS = (
    "user_id string, metric string, start_ts timestamp, end_ts timestamp, source string, "
    "value double, utc_offset_min long, unit string, device string, problem string, "
    "original_value double, original_unit string"
)


def rows(*given: tuple[str, float, str, float]) -> list[tuple[Any, ...]]:
    """Return (metric, hour, source, value) as quantities."""
    return [
        (
            "u1",
            metric,
            at(1, hour),
            at(1, hour + 0.5),
            source,
            float(value),
            0,
            "1",
            None,
            None,
            None,
            None,
        )
        for metric, hour, source, value in given
    ]


def built(spark: Any, given: list[tuple[Any, ...]]) -> list[Any]:
    from jobs.silver.observations import observations

    frame = spark.createDataFrame(given, COLUMNS)
    found = observations(frame, nothing_filed(spark)[1], no_samples(spark))
    return list(found.orderBy("start_ts", "source").collect())


def test_steps_of_watch_and_phone_are_never_added_up(spark: Any) -> None:
    steps = rows(("steps", 8, "Watch", 600), ("steps", 8, "Phone", 700), ("steps", 9, "Watch", 600))
    found = built(spark, steps)

    assert [(r.source, r.is_primary) for r in found] == [
        ("Phone", False), ("Watch", True), ("Watch", True),
    ]  # fmt: skip
    assert utc(found[0].available_at) == at(1, 10.5)
    assert {r.month for r in found} == {"2026-08"}


def test_of_two_pulse_sources_the_one_with_more_records_wins(spark: Any) -> None:
    beats = rows(
        ("heart_rate_bpm", 8, "Strap", 180),
        ("heart_rate_bpm", 8, "Watch", 60),
        ("heart_rate_bpm", 9, "Watch", 61),
    )

    assert [r.source for r in built(spark, beats) if r.is_primary] == ["Watch", "Watch"]


def mornings(spark: Any, given: list[tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    """Return by athlete and day SDNN and RMSSD as gold reads them, and when they were known."""
    from jobs.daily import observed
    from jobs.silver.observations import observations

    frame = spark.createDataFrame(given, COLUMNS)
    found = observed(observations(frame, nothing_filed(spark)[1], no_samples(spark))).collect()
    return {(r.user_id, r.day.day): (r.sdnn, r.rmssd, utc(r.nightly_at)) for r in found}


def test_what_comes_later_on_a_day_changes_no_mornings_source(spark: Any) -> None:
    metric = "hrv_sdnn_ms"
    early = rows((metric, 2, "Watch", 50), (metric, 5, "Watch", 50), (metric, 6, "App", 100))
    later = rows(*((metric, hour, "App", 100) for hour in (10, 14, 18)))
    found = mornings(spark, early + later)

    assert mornings(spark, early) == {("u1", 1): (50.0, None, at(1, 7.5))}
    assert found == {
        ("u1", 1): (50.0, None, at(1, 7.5)), ("u1", 2): (100.0, None, at(1, 20.5)),
    }  # fmt: skip


def put_off(row: tuple[Any, ...]) -> tuple[Any, ...]:
    later = timedelta(days=20)
    return (*row[:2], row[2] + later, row[3] + later, *row[4:])


@pytest.mark.parametrize("metric", ["hrv_sdnn_ms", "hrv_rmssd_ms"])
def test_observations_moved_into_the_future_leave_every_earlier_row_alone(
    spark: Any, metric: str
) -> None:
    chance = random.Random(7)
    drawn = [(chance.uniform(0, 48), chance.choice(("App", "Watch")), n) for n in range(400)]
    told = rows(*((metric, hour, source, 40 + n % 50) for hour, source, n in drawn))
    given = [(f"u{n % 40}", *row[1:]) for n, row in enumerate(told)]
    whole = mornings(spark, given)

    for now in (at(1, 10), at(1, 17), at(2, 10)):
        settled = {key: row for key, row in whole.items() if row[2] <= now}
        found = mornings(spark, [row if row[3] <= now else put_off(row) for row in given])
        assert settled
        assert {key: found[key] for key in settled} == settled


def test_an_export_read_twice_and_a_refused_value_add_nothing(spark: Any) -> None:
    once = rows(("steps", 8, "Watch", 600))
    bad = [(*once[0][:4], "Other", *once[0][5:9], "out_of_range", None, None)]

    assert len(built(spark, once * 2 + bad)) == 1


def test_a_key_keeps_the_same_value_in_any_order(spark: Any) -> None:
    two = rows(("steps", 8, "Watch", 600), ("steps", 8, "Watch", 650))

    assert [r.value for r in built(spark, two)] == [r.value for r in built(spark, two[::-1])]
