"""Each sample is judged alone: what is wrong with it, and where."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.features.samples import Unfit, check, instant
from tests.builders.samples import WOKE, sample

SENT = WOKE + timedelta(minutes=10)


def fault(metric: str = "hrv_rmssd_ms", value: float = 40.0, **fields: Any) -> tuple[str, str]:
    with pytest.raises(Unfit) as told:
        check(sample(metric, value, **fields), SENT)
    assert told.value.detail
    return told.value.field, told.value.reason


def test_good_samples_pass() -> None:
    check(sample("hrv_rmssd_ms", 40.0), SENT)
    check(sample("sleep_duration_h", 0.0), SENT)
    check(sample("resting_hr_bpm", 150.0), SENT)
    check(sample("steps", 12.0, end_ts=SENT + timedelta(minutes=5)), SENT)
    check(sample("steps", 0.0, start_ts=WOKE, end_ts=WOKE), SENT)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"metric": "steps", "unit": "km"}, ("unit", "wrong_unit")),
        ({"value": float("nan")}, ("value", "not_a_number")),
        ({"value": float("-inf")}, ("value", "not_a_number")),
        ({"value": 301.0}, ("value", "out_of_range")),
        ({"start_ts": WOKE + timedelta(seconds=1)}, ("end_ts", "end_before_start")),
        ({"end_ts": SENT + timedelta(minutes=6)}, ("end_ts", "in_the_future")),
        ({"start_ts": SENT - timedelta(days=30, seconds=1)}, ("start_ts", "too_old")),
    ],
)
def test_each_fault_has_its_field_and_reason(
    wrong: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert fault(**wrong) == expected


def test_an_unknown_metric_is_told_what_there_is() -> None:
    with pytest.raises(Unfit, match="sleep_duration_h") as told:
        check(replace(sample("steps", 1.0), metric="happiness"), SENT)
    assert (told.value.field, told.value.reason) == ("metric", "unknown_metric")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-10-01T06:00:00", "no_zone"),
        ("2026-10-01", "no_zone"),
        ("six o'clock", "not_a_time"),
        ("0001-01-01T00:00:00+14:00", "not_a_time"),
    ],
)
def test_a_time_must_be_an_instant(text: str, reason: str) -> None:
    with pytest.raises(Unfit) as told:
        instant("end_ts", text)
    assert (told.value.field, told.value.reason) == ("end_ts", reason)


def test_a_time_keeps_its_instant() -> None:
    assert instant("end_ts", "2026-10-01T08:00:00+02:00") == WOKE
