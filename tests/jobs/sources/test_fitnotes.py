from collections import Counter
from datetime import UTC, datetime

import pytest

from jobs.sources.fitnotes import parse
from jobs.sources.parsed import Parsed, Record, Reject
from tests.builders.exports import stream
from tests.builders.logs import ANDROID, IOS, PRESS, ROW


def parsed(text: str, unit: str | None = None) -> tuple[list[Parsed], Counter[str]]:
    notes: Counter[str] = Counter()
    return list(parse(stream(text.encode()), notes, unit)), notes


def said(text: str, unit: str | None = None) -> list[dict[str, str]]:
    found, _ = parsed(text, unit)
    assert all(isinstance(one, Record) for one in found)
    return [one.attributes for one in found if isinstance(one, Record)]


def test_androids_sets_are_numbered_per_day_and_exercise() -> None:
    other, later = PRESS.replace("Press", "Curl"), PRESS.replace("08-01", "08-02")
    found = said(ANDROID + PRESS * 2 + other + PRESS + later)

    assert [one["set_index"] for one in found] == ["0", "1", "0", "2", "0"]
    assert found[0]["start_local"] == "2026-08-01T12:00:00"
    assert {(one["clock"], one["weight_kg"]) for one in found} == {("day", "18")}


def test_sets_keep_their_places_when_the_log_grows() -> None:
    other, later = PRESS.replace("Press", "Curl"), PRESS.replace("08-01", "08-02")
    before = said(ANDROID + PRESS * 2 + other)
    after = said(ANDROID + PRESS * 2 + other + later * 2)

    assert after[: len(before)] == before
    places = {(one["start_local"], one["exercise"], one["set_index"]) for one in after}
    assert len(places) == len(after) == 5


def test_android_with_a_unit_column_a_comment_and_a_time() -> None:
    header = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment\n"
    row = "2026-08-01,Run,Cardio,10,lbs,,3.1,mi,0:25:30,windy\n"
    (found,) = said(header + row)

    assert float(found["weight_kg"]) == pytest.approx(4.5359237)
    assert float(found["distance_m"]) == pytest.approx(4988.97, abs=0.01)
    assert (found["duration_s"], found["Comment"]) == ("1530", "windy")


def test_ios_writes_instants_decimal_commas_and_states() -> None:
    failed = ROW.replace("Done", "Failed").replace("false", "False")
    warm = ROW.replace("false", "true")
    found, notes = parsed(IOS + warm + ROW + failed + ROW.replace("Done", "Planned"), "kg")

    records = [one for one in found if isinstance(one, Record)]
    first = records[0].attributes
    assert [one.attributes["set_type"] for one in records] == ["warmup", "normal", "failure"]
    assert notes == {"sets not done": 1}
    assert records[0].start_ts == datetime(2026, 8, 1, 22, 30, tzinfo=UTC)
    assert (first["clock"], first["end_local"]) == ("instant", "2026-08-01T23:10:00")
    assert (first["weight_kg"], first["rpe"], first["rir"]) == ("60", "8.5", "1")
    assert first["Weight"] == "60,0"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",8,", ",many,", "bad_value"),
        ('"8,5"', '"8,4"', "bad_value"),
        (",1,Back", ",1.2,Back", "bad_value"),
        ("2026-08-01T22", "2099-08-01T22", "bad_time"),
        (",,,Done", ",soon,,Done", "bad_value"),
    ],
)
def test_a_bad_row_is_refused_alone(old: str, new: str, reason: str) -> None:
    (refused, kept), _ = parsed(IOS + ROW.replace(old, new, 1) + ROW, "lb")

    assert isinstance(refused, Reject)
    assert refused.reason == reason
    assert isinstance(kept, Record)
