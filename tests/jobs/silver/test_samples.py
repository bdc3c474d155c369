import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.domain import topics
from models.domain.codec import to_json
from models.domain.events import WearableSample
from models.domain.tables import APPLE_HEALTH, EVENTS, OURA
from tests.builders.frames import at, frame, nothing_filed, people, utc

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
    (row,) = observations(*nothing_filed(spark), live).collect()

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
        ("Watch", date(2026, 8, 3), 1.0),
    ]  # fmt: skip


def in_gold(spark: Any, told: list[WearableSample]) -> dict[date, Any]:
    """Return what gold reads of samples, by day."""
    from jobs.daily import merged, observed, slept
    from jobs.silver.observations import observations
    from jobs.silver.samples import nights, readings
    from jobs.silver.sleep import sleep_sessions

    live = sent(spark, *told)
    slept_rows = slept(sleep_sessions(*no_sleep(spark), nights(live)))
    known = observed(observations(*nothing_filed(spark), readings(live)))
    return {row.day: row for row in merged([slept_rows, known]).collect()}


def no_sleep(spark: Any) -> tuple[Any, Any]:
    from jobs.silver.apple_sleep import apple_intervals, apple_nights
    from jobs.silver.sleep import oura_nights, oura_sleeps

    intervals = apple_intervals(frame(spark, APPLE_HEALTH), people(spark, "UTC"))
    return apple_nights(intervals), oura_nights(oura_sleeps(frame(spark, OURA)))


def test_the_live_row_and_gold_agree_on_a_night(spark: Any) -> None:
    from models.features.live import live_row, taken

    def ms(value: float, hour: float, source: str) -> Any:
        return sample(
            "hrv_rmssd_ms", value, at(2, hour), at(2, hour), unit="ms", source=source,
            event_id=f"{source}{hour}{value}",
        )  # fmt: skip

    told = [
        sample("sleep_duration_h", 3.0, at(1, 22), at(2, 1)),
        sample("sleep_duration_h", 3.5, at(2, 0.5), at(2, 4)),
        sample("sleep_duration_h", 1.0, at(2, 4), at(2, 5)),
        # more often said is not more sleep; what nobody sleeps is no night
        *(sample("sleep_duration_h", 1.2, at(2, n), at(2, n + 1.2), source="App") for n in (0, 2)),
        sample("sleep_duration_h", 1.1, at(2, 4), at(2, 5), source="App"),
        *(sample("sleep_duration_h", 9, at(1, n), at(1, n + 9), source="Bad") for n in (15, 24)),
        sample("sleep_duration_h", 1.0, at(2, 13), at(2, 14)),
        *(ms(40.0, hour, "Watch") for hour in (2, 3)),
        ms(44.0, 3, "Watch"),
        ms(90.0, 4, "App"),
        ms(90.0, 5, "App"),
        ms(90.0, 15.5, "App"),
    ]
    row, day = live_row([taken(one) for one in told], {}, UTC), in_gold(spark, told)
    morning = live_row([taken(one) for one in told[:-1]], {}, UTC)

    assert row["sleep_duration_h"] == day[date(2026, 8, 2)].asleep_h == 4.5
    assert morning["hrv_rmssd_ms"] == day[date(2026, 8, 2)].rmssd == 42.0
    assert row["hrv_rmssd_ms"] == day[date(2026, 8, 3)].rmssd == 90.0


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
