from collections import Counter
from datetime import UTC, datetime

import pytest

from jobs.sources.parsed import Parsed, Record, Reject
from jobs.sources.strong import parse
from tests.builders.exports import stream
from tests.builders.logs import DEADLIFT, STRONG

ANDROID = (
    "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;"
    "Seconds;Notes;Workout Notes;Workout Duration\n"
)
BENCH = (
    '"2026-08-01 07:30:00";"Push";"Bench";"1";"100,5";"lbs";"5";"9,5";"1,5";"km";"0";;;"38min"\n'
)


def parsed(text: str, unit: str | None = "kg") -> tuple[list[Parsed], Counter[str]]:
    notes: Counter[str] = Counter()
    return list(parse(stream(text.encode()), notes, unit)), notes


def said(text: str, unit: str | None = "kg") -> list[dict[str, str]]:
    found, _ = parsed(text, unit)
    assert all(isinstance(one, Record) for one in found)
    return [one.attributes for one in found if isinstance(one, Record)]


def test_a_set_keeps_its_own_columns_beside_ours() -> None:
    (found,), _ = parsed(STRONG + DEADLIFT)

    assert isinstance(found, Record)
    assert (found.kind, found.start_ts) == ("set", datetime(2026, 8, 1, 7, 30, tzinfo=UTC))
    assert found.attributes == {
        "Date": "2026-08-01 07:30:00",
        "Workout Name": "Back",
        "Duration": "1h 5m",
        "Exercise Name": "Deadlift",
        "Set Order": "1",
        "Weight": "100.0",
        "Reps": "5.0",
        "Distance": "0",
        "Seconds": "0.0",
        "RPE": "8.5",
        "app": "Strong",
        "workout": "Back",
        "exercise": "Deadlift",
        "start_local": "2026-08-01T07:30:00",
        "end_local": "2026-08-01T08:35:00",
        "clock": "wall",
        "set_index": "1",
        "set_type": "normal",
        "reps": "5",
        "weight_kg": "100",
        "rpe": "8.5",
        "duration_s": "0",
    }


def test_pounds_come_from_the_owner_the_header_or_the_row() -> None:
    (owner,) = said(STRONG + DEADLIFT, "lb")
    (header,) = said(STRONG.replace("Weight", "Weight (lbs)") + DEADLIFT, None)
    (row,) = said(ANDROID + BENCH, "kg")

    assert owner["weight_kg"] == header["weight_kg"] == "45.359237"
    assert float(row["weight_kg"]) == pytest.approx(100.5 * 0.45359237)


def test_semicolons_decimal_commas_and_units_in_columns() -> None:
    (found,) = said(ANDROID + BENCH, None)

    assert (found["rpe"], found["distance_m"]) == ("9.5", "1500")
    assert found["end_local"] == "2026-08-01T08:08:00"


def test_a_row_without_a_unit_in_a_mixed_file_is_refused() -> None:
    found, _ = parsed(ANDROID + BENCH + BENCH.replace('"lbs"', '""') + BENCH.replace("lbs", "st"))

    assert isinstance(found[0], Record)
    # the owner's answer stands in for an empty cell, not for a unit that nobody knows
    assert isinstance(found[1], Record)
    assert isinstance(found[2], Reject)
    assert found[2].reason == "unit_unknown"


def test_timers_and_notes_are_counted_not_lifted() -> None:
    rest = DEADLIFT.replace(",1,100.0,5.0,", ",Rest Timer,0,0,").replace("0.0,8.5", "120,")
    note = DEADLIFT.replace(",1,100.0,5.0,", ",Note,,,")
    found, notes = parsed(STRONG + DEADLIFT + rest * 2 + note)

    assert len(found) == 1
    assert notes == {"rest timer rows": 2, "note rows": 1}


def test_letters_are_kinds_of_sets_and_no_two_share_a_place() -> None:
    orders = ("W", "W", "1", "2", "D", "F")
    sets = "".join(DEADLIFT.replace(",1,100", f",{order},100") for order in orders)
    found = said(STRONG + sets)

    kinds = ["warmup", "warmup", "normal", "normal", "dropset", "failure"]
    assert [one["set_type"] for one in found] == kinds
    assert len({one["set_index"] for one in found}) == len(orders)
    assert [one["Set Order"] for one in found] == list(orders)


def test_twelve_hours_with_a_narrow_space() -> None:
    (found,) = said(STRONG + DEADLIFT.replace("07:30:00", "7:30:00\u202fPM"))

    assert found["start_local"] == "2026-08-01T19:30:00"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2026-08-01", "1970-01-01", "bad_time"),
        ("2026-08-01", "08/01/2026", "bad_time"),
        (",8.5\n", ",7.3\n", "bad_value"),
        (",5.0,", ",-5,", "bad_value"),
        (",5.0,", ",5.5,", "bad_value"),
        (",100.0,", ",inf,", "bad_value"),
        (",100.0,", ",=1+1,", "bad_value"),
        (",1,100", ",Set,100", "bad_value"),
        ("Deadlift", "", "no_exercise"),
        (",8.5\n", "\n", "wrong_columns"),
    ],
)
def test_a_bad_row_is_refused_alone(old: str, new: str, reason: str) -> None:
    (refused, kept), _ = parsed(STRONG + DEADLIFT.replace(old, new) + DEADLIFT)

    assert isinstance(refused, Reject)
    assert refused.reason == reason
    assert isinstance(kept, Record)
