import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from jobs.sources.hevy import parse
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject
from jobs.sources.tables import MAX_ROWS
from tests.builders.exports import HEVY, SQUAT, stream


def parsed(text: str) -> list[Parsed]:
    return list(parse(stream(text.encode()), Counter()))


def test_a_set_keeps_the_cells_that_are_filled() -> None:
    (found,) = parsed(HEVY + SQUAT)

    assert isinstance(found, Record)
    assert found.kind == "set"
    assert found.start_ts == datetime(2025, 9, 15, 7, 48, tzinfo=UTC)
    assert found.attributes == {
        "title": "Legs",
        "start_time": "15 Sep 2025, 07:48",
        "end_time": "15 Sep 2025, 09:13",
        "exercise_title": "Squat",
        "set_index": "0",
        "set_type": "normal",
        "weight_kg": "100",
        "reps": "5",
        "rpe": "8",
        "start_local": "2025-09-15T07:48:00",
        "end_local": "2025-09-15T09:13:00",
        "app": "Hevy",
        "workout": "Legs",
        "exercise": "Squat",
        "clock": "wall",
    }


def test_pounds_and_other_delimiters_are_read_as_they_stand() -> None:
    text = (HEVY + SQUAT.replace('"15 Sep 2025, 07:48"', "2025-09-15T07:48:00+02:00")).replace(
        "weight_kg", "weight_lbs"
    )
    (found,) = parsed("\ufeff" + text.replace(",", ";").replace("2025; 09", "2025, 09"))

    assert isinstance(found, Record)
    assert found.attributes["weight_lbs"] == "100"
    assert found.attributes["weight_kg"] == "45.359237"
    assert found.attributes["clock"] == "instant"
    assert found.start_ts == datetime(2025, 9, 15, 5, 48, tzinfo=UTC)
    assert found.attributes["start_local"] == "2025-09-15T07:48:00"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("15 Sep 2025, 07:48", "31 Feb 2025, 07:48", "bad_time"),
        ("15 Sep 2025, 07:48", "15 settembre", "bad_time"),
        ("15 Sep 2025, 07:48", "15 Sep 1970, 07:48", "bad_time"),
        ("15 Sep 2025, 07:48", "15 Sep 2099, 07:48", "bad_time"),
        (",100,5,", ',"1,000",5,', "bad_value"),
        (",100,5,", ",=10*10,5,", "bad_value"),
        (",100,5,", ",nan,5,", "bad_value"),
        (",100,5,", ",1001,5,", "bad_value"),
        (",100,5,", ",100,-5,", "bad_value"),
        (",100,5,", ",100,5.5,", "bad_value"),
        (",8\n", ",7.3\n", "bad_value"),
        (",8\n", ",11\n", "bad_value"),
        (",100,5,", ",100,inf,", "bad_value"),
        (",100,5,", ",-1,5,", "bad_value"),
        (",8\n", ",88\n", "bad_value"),
        ("Squat", "", "no_exercise"),
        (",8\n", "\n", "wrong_columns"),
        (",8\n", ",8,9\n", "wrong_columns"),
    ],
)
def test_a_bad_row_is_refused_alone(old: str, new: str, reason: str) -> None:
    refused, kept = parsed(HEVY + SQUAT.replace(old, new) + SQUAT)

    assert isinstance(refused, Reject)
    assert refused.reason == reason
    assert isinstance(kept, Record)


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    (found,) = parsed(HEVY + SQUAT.replace(",8\n", ",8,,\n"))

    assert isinstance(found, Record)


def test_line_breaks_of_two_characters_and_emoji_stay_as_they_are() -> None:
    note = "Lower\\n\U0001f4aa \u2019done\u2019"
    (found,) = parsed(HEVY + SQUAT.replace("Squat,,", f"Squat,,{note}"))

    assert isinstance(found, Record)
    assert found.attributes["exercise_notes"] == note
    assert "\n" not in found.attributes["exercise_notes"]


def test_more_rows_than_anybody_lifted_are_not_read() -> None:
    reading = parse(stream((HEVY + "\n" * (MAX_ROWS + 1)).encode()), Counter())

    with pytest.raises(BrokenFile, match="more than 1000000 rows"):
        list(reading)


@pytest.mark.parametrize("rest", [b"\xff\xfe\xfd", b'"never closed', b'"' + b"a" * 200_000 + b'"'])
def test_what_was_read_before_the_damage_stays(rest: bytes) -> None:
    # the text decoder looks 8 KiB ahead, so enough sound rows stand before the damage
    reading = parse(stream((HEVY + SQUAT * 500).encode() + rest), Counter())
    found = [next(reading) for _ in range(300)]

    with pytest.raises(BrokenFile):
        found.extend(reading)
    assert all(isinstance(one, Record) for one in found)


def test_an_exercise_that_comes_back_takes_the_next_places() -> None:
    found = parsed(HEVY + SQUAT * 2 + SQUAT.replace(",0,normal", ",1,Dropset"))

    said = [one.attributes for one in found if isinstance(one, Record)]
    assert [one["set_index"] for one in said] == ["0", "1", "2"]
    assert [one["set_type"] for one in said] == ["normal", "normal", "dropset"]
    # as it stood
    assert [json.loads(one.raw)[7] for one in found] == ["0", "0", "1"]


def test_two_units_that_disagree_are_refused() -> None:
    header = HEVY.replace("weight_kg", "weight_kg,weight_lbs")
    good, bad = (SQUAT.replace(",100,5,", f",100,{pounds},5,") for pounds in ("220.5", "100"))
    kept, refused = parsed(header + good + bad)

    assert isinstance(kept, Record)
    assert kept.attributes["weight_kg"] == "100"
    assert isinstance(refused, Reject)
    assert refused.reason == "mixed_units"
