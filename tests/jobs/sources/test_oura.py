import json
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.sources.files import LandedFile
from jobs.sources.heartbeat import Heartbeat
from jobs.sources.oura import parse
from jobs.sources.oura_kinds import KINDS
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject
from jobs.sources.parts import WHOLE
from jobs.sources.staging import staged
from tests.builders.exports import reading, stream
from tests.builders.ring_documents import AT, DAY, DOCUMENTS

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
    found = parsed([READY, {"day": "2026-08-10", "mood": 3}, 7])

    assert [one.reason for one in found if isinstance(one, Reject)] == [
        "unsupported_document",
        "not_an_object",
    ]


@pytest.mark.parametrize("content", [b'{"data": [', b"[" * 100_000, b'{"data": 7}', b"7"])
def test_what_is_no_list_of_documents_is_broken(content: bytes) -> None:
    with pytest.raises(BrokenFile):
        list(parse(stream(content), Counter()))


def test_every_kind_has_a_document_here() -> None:
    assert DOCUMENTS.keys() == {kind.name for kind in KINDS}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_kind_is_known_by_its_fields(name: str, tmp_path: Path) -> None:
    document = DOCUMENTS[name]
    for value in (document, [document], {"data": [document, document], "next_token": "x"}):
        found, outcome = reading(json.dumps(value).encode(), tmp_path)
        assert outcome.status == "ingested"
        assert {one.kind for one in found if isinstance(one, Record)} == {name}
        assert outcome.rejected == {}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_fields_and_values_nobody_knows_yet_pass(name: str) -> None:
    news = {"ring_mood": "pensive", "depth": {"of_thought": 7}, "source": "implant", "level": "odd"}
    (one,) = parsed([DOCUMENTS[name] | news])

    assert isinstance(one, Record)
    assert one.kind == name
    assert one.attributes["ring_mood"] == "pensive"
    assert one.attributes["depth:of_thought"] == "7"
    assert one.attributes["source"] == "implant"
    assert json.loads(one.raw)["depth"] == {"of_thought": 7}


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("daily_activity", datetime(2026, 8, 10, 11, tzinfo=UTC)),
        ("session", datetime(2026, 8, 11, 4, tzinfo=UTC)),
        ("heartrate", datetime(2026, 8, 10, 11, tzinfo=UTC)),
        ("daily_stress", None),
        ("rest_mode_period", None),
        ("personal_info", None),
    ],
)
def test_a_record_stands_at_its_kinds_instant(name: str, start: datetime | None) -> None:
    (one,) = parsed([DOCUMENTS[name]])

    assert isinstance(one, Record)
    assert one.start_ts == start


def test_a_heart_rate_is_dated_by_its_timestamp_alone(real_data: Path, tmp_path: Path) -> None:
    found, _ = reading(real_data / "oura" / "ihadanidea_heartrate.json", tmp_path)
    first = found[0]

    assert isinstance(first, Record)
    assert first.start_ts == datetime(2026, 8, 10, 9, tzinfo=UTC)
    written = datetime.fromtimestamp(int(first.attributes["timestamp_unix"]), UTC)
    assert (written - first.start_ts).total_seconds() == 82_800


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("daily_stress", {"day": "2026-W33-1"}),
        ("daily_stress", {"day": 20260810}),
        ("heartrate", {"timestamp": "2026-08-10T04:00:00"}),
        ("rest_mode_period", {"start_time": "late"}),
        ("workout", {"end_datetime": None}),
    ],
)
def test_a_document_without_a_time_is_refused(name: str, changed: dict[str, Any]) -> None:
    (one,) = parsed([DOCUMENTS[name] | changed])

    assert isinstance(one, Reject)
    assert one.reason == "bad_time"
    assert name in one.detail


def test_nobodys_address_reaches_the_lake() -> None:
    notes: Counter[str] = Counter()
    content = json.dumps(DOCUMENTS["personal_info"] | {"email": "ann@ring.example"}).encode()
    (one,) = parse(stream(content), notes)

    assert isinstance(one, Record)
    assert "ring.example" not in one.raw + str(one.attributes)
    assert notes == {"emails left out": 1}


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", '"\\ud800"', '{"a": [NaN]}'])
def test_what_no_table_can_hold_is_refused_alone(value: str) -> None:
    good = json.dumps(DOCUMENTS["heartrate"])
    bad = f'{good[:-1]}, "more": {value}}}'
    refused, kept = parse(stream(f"[{bad}, {good}]".encode()), Counter())

    assert isinstance(refused, Reject)
    assert refused.reason == "bad_value"
    assert refused.raw.encode()
    assert isinstance(kept, Record)


GOOD = json.dumps(DOCUMENTS["heartrate"])
HARD = {
    "nested in the page": "[" * 10_000 + "]" * 10_000,
    "nested objects": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "just deep enough": "[" * 900 + "]" * 900,
    "a number of a million digits": "9" * 1_000_000,
    "a number of 4,000 digits": "9" * 4000,
    "a text of 10 MB": '"' + "a" * 10_000_000 + '"',
    "cut off": '{"bpm": 6',
    "a million keys": "{" + ",".join(f'"k{n}": {n}' for n in range(200_000)) + "}",
}


@pytest.mark.parametrize("name", HARD)
def test_hard_json_has_an_outcome_in_time(name: str, tmp_path: Path) -> None:
    began = time.monotonic()
    content = f'{{"data": [{GOOD}, {HARD[name]}], "next_token": null}}'.encode()
    found, outcome = reading(content, tmp_path)

    assert time.monotonic() - began < 5
    assert outcome.status in ("ingested", "broken")
    assert outcome.records.total() + outcome.rejected.total() == len(found)
    assert len(found) in ((0,) if outcome.status == "broken" else (2,))


@pytest.mark.parametrize(
    ("encoding", "status"),
    [("utf-8-sig", "ingested"), ("utf-16", "not_an_export"), ("utf-32", "not_an_export")],
)
def test_wide_characters_have_an_outcome(encoding: str, status: str, tmp_path: Path) -> None:
    found, outcome = reading(GOOD.encode(encoding), tmp_path)

    assert (len(found), outcome.status) == (int(status == "ingested"), status)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from([AT, DAY, "deleted", "2026-08-10", "9999-12-31T23:59:59-12:00"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["hrv_balance", "score", "a"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
NAMES = st.sampled_from(sorted({name for one in DOCUMENTS.values() for name in one}))
QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(name=st.sampled_from(sorted(DOCUMENTS)), changed=st.dictionaries(NAMES, VALUES, max_size=4))
def test_any_document_becomes_a_record_or_a_reason(
    name: str, changed: dict[str, Any], tmp_path: Path
) -> None:
    content = json.dumps([DOCUMENTS["heartrate"], DOCUMENTS[name] | changed]).encode()
    (good, other), outcome = reading(content, tmp_path)

    assert isinstance(good, Record)
    assert outcome.status == "ingested"
    assert isinstance(other, Record) or other.reason
    # what a row holds must fit a table of UTF-8 texts
    arrow = list(staged([landed(tmp_path / "file")], [(0, WHOLE)], Heartbeat(str(tmp_path))))
    assert sum(batch.num_rows for batch in arrow) == 3


@QUICK
@given(junk=st.binary(max_size=200), cut=st.integers(0, len(GOOD)))
def test_any_bytes_have_an_outcome(junk: bytes, cut: int, tmp_path: Path) -> None:
    for content in (junk, b"[" + GOOD.encode()[:cut] + junk, b'{"data": [' + junk + b"]}"):
        found, outcome = reading(content, tmp_path)
        assert outcome.records.total() + outcome.rejected.total() == len(found)
        assert outcome.status


def landed(file: Path) -> LandedFile:
    return LandedFile("u1", str(file), file.name, "0" * 64, file.stat().st_size)
