"""What live samples say about the night, and where their values stand."""

import math
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.features import band
from models.features.catalogue import DAILY
from models.features.live import FEATURES, MOST, Row, live_row, merged, remembered, row_time, taken
from tests.builders.samples import WOKE, sample

TODAY = WOKE.date()
STEP = timedelta(hours=2)
LOW = {f.name: f.low for f in DAILY}


def held(*samples: Any) -> Any:
    return remembered((), [taken(one) for one in samples])


def nights(metric: str, values: list[float | None], until: date = TODAY) -> Any:
    """Return the rows of the nights before a day, the latest value last."""
    days = [until - timedelta(days=n) for n in range(len(values), 0, -1)]
    return {day: {metric: value} for day, value in zip(days, values, strict=True)}


def test_every_live_feature_is_a_daily_one_and_is_always_there() -> None:
    row = live_row(held(sample("hrv_rmssd_ms", 40.0)), {}, UTC)

    assert tuple(row) == FEATURES
    assert {name for name, value in row.items() if value is not None} == {"hrv_rmssd_ms"}


def test_a_z_score_stands_against_the_28_nights_before_it() -> None:
    values: list[float | None] = [300.0, *[40.0, 50.0] * 14]
    past = nights("hrv_rmssd_ms", values) | nights("hrv_rmssd_ms", [1.0], TODAY + timedelta(days=1))

    row = live_row(held(sample("hrv_rmssd_ms", 60.0)), past, UTC)

    # neither the night 29 days ago nor the own day's earlier row belongs to the band
    half = (math.log(50) - math.log(40)) / 2
    sd = half * math.sqrt(28 / 27)
    mean = (math.log(50) + math.log(40)) / 2
    assert row["hrv_rmssd_z_28d"] == pytest.approx((math.log(60) - mean) / sd)


def test_a_z_score_needs_seven_known_nights() -> None:
    six: list[float | None] = [55.0, None, 54.0, 56.0, 55.0, 54.0, 55.0]
    resting = held(sample("resting_hr_bpm", 70.0))

    assert live_row(resting, nights("resting_hr_bpm", six), UTC)["resting_hr_z_28d"] is None
    seven = nights("resting_hr_bpm", [55.0, *six])
    assert live_row(resting, seven, UTC)["resting_hr_z_28d"] == band.Z_LIMIT


def test_the_night_is_the_athletes_own() -> None:
    # seven in the morning in Los Angeles is three in the afternoon in UTC
    woke = datetime(2026, 10, 1, 14, 30, tzinfo=UTC)
    samples = held(sample("hrv_rmssd_ms", 60.0, end_ts=woke + timedelta(hours=1)))
    past = nights("hrv_rmssd_ms", [40.0, 50.0] * 4)
    wrong = past | {TODAY: {"hrv_rmssd_ms": 1.0}}

    there = live_row(samples, wrong, ZoneInfo("America/Los_Angeles"))

    assert there == live_row(samples, past, ZoneInfo("America/Los_Angeles"))
    assert there != live_row(samples, wrong, UTC)


def test_values_of_one_day_are_the_mean_of_its_largest_source() -> None:
    watch = [
        sample("hrv_sdnn_ms", value, source="watch", end_ts=WOKE - timedelta(minutes=n))
        for n, value in enumerate((40.0, 50.0, 60.0))
    ]

    row = live_row(held(*watch, sample("hrv_sdnn_ms", 200.0, source="app")), {}, UTC)

    assert row["hrv_sdnn_ms"] == 50.0


def test_a_night_in_two_parts_adds_up_and_a_later_word_about_it_counts_once() -> None:
    first = sample("sleep_duration_h", 3.0, end_ts=WOKE - timedelta(hours=4))
    first_start = {"start_ts": WOKE - timedelta(hours=8)}
    parts = [
        sample("sleep_duration_h", 3.0, end_ts=first.end_ts, **first_start),
        sample("sleep_duration_h", 2.5, start_ts=WOKE - timedelta(hours=3)),
    ]
    later = sample(
        "sleep_duration_h",
        3.0,
        start_ts=WOKE - timedelta(hours=3),
        end_ts=WOKE + timedelta(hours=1),
    )

    assert live_row(held(*parts), {}, UTC)["sleep_duration_h"] == 5.5
    assert live_row(held(*parts, later), {}, UTC)["sleep_duration_h"] == 6.0


def test_a_nap_alone_is_no_night() -> None:
    assert live_row(held(sample("sleep_duration_h", 0.5)), {}, UTC)["sleep_duration_h"] is None


def test_an_afternoons_nap_leaves_last_night_where_it_is() -> None:
    nap = {"start_ts": WOKE + timedelta(hours=6.5), "end_ts": WOKE + timedelta(hours=7.5)}
    samples = held(sample("sleep_duration_h", 7.0), sample("sleep_duration_h", 1.0, **nap))

    assert live_row(samples, {}, UTC)["sleep_duration_h"] == 7.0


def test_of_two_sources_the_one_that_saw_more_of_a_night_counts() -> None:
    parts = [
        sample("sleep_duration_h", 1.5, source="app", start_ts=begin, end_ts=begin + STEP)
        for begin in (WOKE - 3 * STEP, WOKE - 2 * STEP, WOKE - STEP)
    ]
    endless = [
        sample("sleep_duration_h", 9.0, source="bad", start_ts=begin, end_ts=begin + STEP)
        for begin in (WOKE - 2 * STEP, WOKE - STEP)
    ]
    watch = sample("sleep_duration_h", 7.0, source="watch")

    assert live_row(held(*parts, watch, *endless), {}, UTC)["sleep_duration_h"] == 7.0


def test_a_heart_rate_beyond_the_features_range_is_kept_inside_it() -> None:
    assert live_row(held(sample("resting_hr_bpm", 150.0)), {}, UTC)["resting_hr_bpm"] == 130.0


def test_order_and_doubles_change_nothing() -> None:
    samples = [
        taken(sample("hrv_sdnn_ms", 40.0 + n, end_ts=WOKE - timedelta(hours=n))) for n in range(30)
    ]
    whole = remembered((), samples)
    mixed = random.Random(7).sample(samples, len(samples))

    step: Any = ()
    for one in [*mixed, *mixed]:
        step = remembered(step, [one])

    assert step == whole
    assert len(whole) == 18


def test_the_next_night_forgets_the_last_one_and_an_hour_later_does_not() -> None:
    slept = sample("sleep_duration_h", 4.0)
    soon = sample("hrv_rmssd_ms", 40.0, end_ts=WOKE + timedelta(hours=1))
    next_day = sample("hrv_rmssd_ms", 50.0, end_ts=WOKE + timedelta(hours=23, minutes=30))

    assert live_row(held(slept, soon), {}, UTC)["sleep_duration_h"] == 4.0
    assert live_row(held(slept, soon, next_day), {}, UTC)["sleep_duration_h"] is None


def test_a_row_that_knows_more_is_later_even_of_one_instant() -> None:
    one, two = held(sample("hrv_rmssd_ms", 40.0)), held(
        sample("hrv_rmssd_ms", 40.0), sample("sleep_duration_h", 7.0)
    )  # fmt: skip

    assert WOKE < row_time(one) < row_time(two) < WOKE + timedelta(seconds=1)


def test_no_athlete_fills_the_store() -> None:
    many = [
        sample("hrv_sdnn_ms", 50.0, end_ts=WOKE + timedelta(seconds=n)) for n in range(MOST + 50)
    ]
    kept = held(*many)

    assert len(kept) == MOST
    assert kept[-1].end_ts == many[-1].end_ts


DAY = {"hrv_rmssd_ms": 60.0, "hrv_rmssd_z_28d": 0.1, "sleep_duration_h": 8.0, "wearable_age_h": 3.0}
BAD = {"hrv_rmssd_ms": 20.0, "hrv_rmssd_z_28d": None, "sleep_duration_h": None}


def test_a_newer_live_value_takes_its_z_score_along() -> None:
    found = merged(Row(DAY, WOKE - timedelta(hours=2)), Row(BAD, WOKE))

    assert found.at == WOKE
    assert (found.values["hrv_rmssd_ms"], found.values["hrv_rmssd_z_28d"]) == (20.0, None)
    assert (found.values["sleep_duration_h"], found.values["wearable_age_h"]) == (8.0, 0.0)


def test_an_older_live_value_only_fills_a_gap() -> None:
    daily = Row({**DAY, "hrv_rmssd_ms": None}, WOKE)

    filled = merged(daily, Row({**BAD, "sleep_duration_h": 4.0}, WOKE - timedelta(hours=1)))

    assert filled.at == WOKE
    assert (filled.values["hrv_rmssd_ms"], filled.values["sleep_duration_h"]) == (20.0, 8.0)
    assert merged(daily, Row(BAD, WOKE - timedelta(hours=17))) == daily


def test_a_daily_row_of_last_week_lends_a_new_night_nothing() -> None:
    found = merged(Row({**DAY, "steps_7d_mean": 9.0}, WOKE - timedelta(days=7)), Row(BAD, WOKE))

    assert found.values["sleep_duration_h"] is None
    assert (found.values["hrv_rmssd_ms"], found.values["steps_7d_mean"]) == (20.0, 9.0)


def test_a_live_row_without_a_value_changes_nothing() -> None:
    daily = Row(DAY, WOKE - timedelta(days=2))

    assert merged(daily, Row(dict.fromkeys(FEATURES), WOKE)) == daily
    assert merged(daily, Row({}, None)) == daily
    assert merged(Row({}, None), Row(BAD, WOKE)).values["hrv_rmssd_ms"] == 20.0
