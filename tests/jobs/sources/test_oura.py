import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from jobs.sources.oura import parse
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject
from tests.builders.exports import stream

NIGHT = {
    "id": "s1",
    "day": "2026-08-10",
    "type": "long_sleep",
    "bedtime_start": "2026-08-09T23:14:02-07:00",
    "bedtime_end": "2026-08-10T07:04:02-07:00",
    "total_sleep_duration": 27000,
    "average_hrv": None,
    "low_battery_alert": False,
    "hrv": {"interval": 300, "items": [41, None], "timestamp": "2026-08-09T23:14:02-07:00"},
}
READY = {
    "id": "r1",
    "day": "2026-08-10",
    "timestamp": "2026-08-10T04:00:00+00:00",
    "score": 79,
    "temperature_deviation": -0.1,
    "contributors": {"hrv_balance": 72, "sleep_regularity": None},
}


def parsed(value: Any) -> list[Parsed]:
    return list(parse(stream(json.dumps(value).encode()), Counter()))


def test_a_night_keeps_its_fields_as_text() -> None:
    (night,) = parsed({"data": [NIGHT], "next_token": None})

    assert isinstance(night, Record)
    assert night.kind == "sleep"
    assert night.start_ts == datetime(2026, 8, 10, 6, 14, 2, tzinfo=UTC)
    assert night.attributes["total_sleep_duration"] == "27000"
    assert night.attributes["low_battery_alert"] == "false"
    assert "average_hrv" not in night.attributes
    assert night.attributes["hrv:interval"] == "300"
    assert json.loads(night.raw) == NIGHT


def test_readiness_flattens_its_contributors() -> None:
    (ready,) = parsed([READY])

    assert isinstance(ready, Record)
    assert ready.kind == "daily_readiness"
    assert ready.attributes["contributors:hrv_balance"] == "72"
    assert "contributors:sleep_regularity" not in ready.attributes


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"type": "deleted"}, "deleted"),
        ({"day": "someday"}, "bad_time"),
        ({"bedtime_start": "2026-08-09T23:14:02"}, "bad_time"),
        ({"bedtime_end": NIGHT["bedtime_start"]}, "ends_before_start"),
    ],
)
def test_a_bad_night_is_refused_alone(changed: dict[str, str], reason: str) -> None:
    refused, kept = parsed([NIGHT | changed, NIGHT])

    assert isinstance(refused, Reject)
    assert refused.reason == reason
    assert isinstance(kept, Record)


def test_other_documents_among_them_are_refused() -> None:
    heart = {"bpm": 60, "timestamp": "2026-08-10T04:00:00Z"}
    found = parsed([READY, heart, 7])

    assert [one.reason for one in found if isinstance(one, Reject)] == [
        "unsupported_document",
        "not_an_object",
    ]


@pytest.mark.parametrize("content", [b'{"data": [', b"[" * 100_000, b'{"data": 7}', b"7"])
def test_what_is_no_list_of_documents_is_broken(content: bytes) -> None:
    with pytest.raises(BrokenFile):
        list(parse(stream(content), Counter()))
