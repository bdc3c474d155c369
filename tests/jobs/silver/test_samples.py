import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.domain import topics
from models.domain.codec import to_json
from models.domain.events import WearableSample
from models.domain.tables import EVENTS
from tests.builders.frames import at, frame, people, utc

pytestmark = pytest.mark.spark
NOW = at(3)


def sample(metric: str, value: float, start: datetime, end: datetime, **given: Any) -> Any:
    told = {
        "event_id": f"{metric}-{value}-{end:%d%H}", "user_id": "u1", "metric": metric,
        "value": value, "unit": "1", "start_ts": start, "end_ts": end, "source": "Watch",
        "recorded_at": NOW, **given,
    }  # fmt: skip
    return WearableSample(**told)


def sent(spark: Any, *given: WearableSample, zone: str = "UTC") -> Any:
    from jobs.silver.samples import samples

    rows = [
        {"topic": topics.WEARABLES.name, "key": one.user_id, "value": json.dumps(to_json(one)),
         "partition": 0, "offset": number, "broker_ts": NOW}
        for number, one in enumerate(given)
    ]  # fmt: skip
    return samples(frame(spark, EVENTS, *rows), people(spark, zone))


def test_a_sample_is_an_observation_from_the_time_it_was_taken_in(spark: Any) -> None:
    from jobs.silver.observations import observations
    from jobs.silver.samples import readings

    one = sample("hrv_rmssd_ms", 44.0, at(1, 23), at(2, 5), unit="ms")
    live = readings(sent(spark, one, one, zone="Asia/Tokyo"))
    nothing = live.withColumnRenamed("told_at", "x").limit(0)
    (row,) = observations(nothing, nothing, live).collect()

    assert (row.metric, row.value, row.source) == ("hrv_rmssd_ms", 44.0, "Watch")
    assert row.is_primary
    assert row.utc_offset_min == 9 * 60
    assert utc(row.available_at) == NOW


def test_of_nights_that_overlap_the_last_told_counts(spark: Any) -> None:
    from jobs.silver.samples import nights

    grown = [sample("sleep_duration_h", hours, at(1, 22), at(2, hours - 2)) for hours in (5, 6, 7)]
    nap = sample("sleep_duration_h", 1.0, at(2, 13), at(2, 14))
    phone = sample("sleep_duration_h", 6.5, at(1, 23), at(2, 6), source="Phone")
    found = nights(sent(spark, *grown, nap, phone)).orderBy("source", "start_ts").collect()

    assert [(n.source, n.day, n.asleep_h) for n in found] == [
        ("Phone", date(2026, 8, 2), 6.5), ("Watch", date(2026, 8, 2), 7.0),
        ("Watch", date(2026, 8, 2), 1.0),
    ]  # fmt: skip


def test_the_live_row_and_silver_agree_on_a_night(spark: Any) -> None:
    from jobs.silver.samples import nights
    from models.features.live import live_row, taken

    told = [
        sample("sleep_duration_h", 3.0, at(1, 22), at(2, 1)),
        sample("sleep_duration_h", 3.5, at(2, 0.5), at(2, 4)),
        sample("sleep_duration_h", 1.0, at(2, 4), at(2, 5)),
    ]
    held = sum(n.asleep_h for n in nights(sent(spark, *told)).collect())

    assert held == live_row([taken(one) for one in told], {}, UTC)["sleep_duration_h"] == 4.5


def test_what_is_only_a_red_flag_is_kept_out_with_a_reason(spark: Any) -> None:
    from pyspark.sql import functions as F

    from jobs.silver.samples import nights, readings, refused

    flag = sample("resting_hr_bpm", 180.0, at(2, 6), at(2, 6))
    night = sample("sleep_duration_h", 20.0, at(1, 6), at(2, 2))
    odd = sample("karma", 1.0, at(2, 6), at(2, 6))
    live = sent(spark, flag, night, odd)

    assert readings(live).isEmpty()
    assert nights(live).isEmpty()
    rows = {row.file_sha256: row for row in refused(live, F.lit(NOW)).collect()}
    assert {key: row.reason for key, row in rows.items()} == {
        flag.event_id: "out_of_range", night.event_id: "out_of_range",
        odd.event_id: "unknown_metric",
    }  # fmt: skip
    assert rows[flag.event_id].detail == "resting_hr_bpm 180.0"
    assert "recorded_at" in rows[flag.event_id].raw
