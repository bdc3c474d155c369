from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import pytest

from jobs.sources.daily_tables import TABLES, parse, surrogate, table_of
from jobs.sources.parsed import BrokenFile, Parsed, Record, Reject
from models.features.metrics import BY_NAME
from tests.builders.exports import stream

DAYS = (
    "Id,ActivityDate,TotalSteps,TotalDistance,VeryActiveMinutes,FairlyActiveMinutes\n"
    "1,4/12/2016,13162,8.5,25,13\n"
)
WEIGHTS = "Customer Id,Date,WeightKg,BMI,IsManualReport\n7,5/2/2016 11:59:59 PM,52.6,22.6,TRUE\n"
ME = "5f0c1d1e-0000-7000-8000-000000000001"


def parsed(text: str) -> tuple[list[Parsed], Counter[str]]:
    notes: Counter[str] = Counter()
    return list(parse(stream(text.encode()), notes)), notes


def test_a_day_keeps_its_columns_and_gains_a_participant_and_a_date() -> None:
    (found,), _ = parsed(DAYS)

    assert isinstance(found, Record)
    assert found.kind == "fitabase_daily_activity"
    assert found.start_ts == datetime(2016, 4, 12, 12, tzinfo=UTC)
    assert found.attributes == {
        "Id": "1",
        "ActivityDate": "4/12/2016",
        "TotalSteps": "13162",
        "TotalDistance": "8.5",
        "VeryActiveMinutes": "25",
        "FairlyActiveMinutes": "13",
        "participant": "1",
        "day": "2016-04-12",
    }


def test_a_weight_keeps_its_moment() -> None:
    (found,), _ = parsed(WEIGHTS)

    assert isinstance(found, Record)
    assert found.start_ts == datetime(2016, 5, 2, 23, 59, 59, tzinfo=UTC)


def test_rows_that_repeat_a_whole_row_are_counted() -> None:
    header, row = DAYS.splitlines(keepends=True)
    found, notes = parsed(header + row * 3 + row.replace("13162", "9") + "\n")

    assert len(found) == 2
    assert notes == {"duplicate rows": 2, "empty lines": 1}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("4/12/2016", "13/12/2016", "bad_time"),
        ("4/12/2016", "4/12/1970", "bad_time"),
        ("4/12/2016", "4/12/2099", "bad_time"),
        ("\n1,", "\n,", "no_participant"),
        ("13162", "-5", "bad_value"),
        ("13162", "NaN", "bad_value"),
        ("13162", "=A1", "bad_value"),
        ("8.5", '"8,5"', "bad_value"),
        (",13\n", "\n", "wrong_columns"),
    ],
)
def test_a_bad_row_is_refused_alone(old: str, new: str, reason: str) -> None:
    good = DAYS.splitlines()[1]
    (refused, kept), _ = parsed(DAYS.replace(old, new) + good)

    assert isinstance(refused, Reject)
    assert refused.reason == reason
    assert isinstance(kept, Record)


def test_a_participant_is_the_same_person_in_every_table_of_a_study_only() -> None:
    def one(kind: str, participant: str, owner: str = ME) -> str:
        return surrogate(owner, Record(kind, None, {"participant": participant}, ""))

    days = one("fitabase_daily_activity", "1")
    assert days == one("fitabase_sleep_day", "1")
    assert UUID(days).version == 5
    people = {
        days,
        one("fitabase_daily_activity", "2"),
        one("lifesnaps_daily", "1"),
        one("fitabase_daily_activity", "1", "me"),
    }
    assert len(people) == 4


def test_declarations_name_metrics_that_exist_and_tell_tables_apart() -> None:
    for table in TABLES:
        header = [*table.known_by, *table.numbers, table.participants[0], table.day]
        assert table_of(header) is table
        assert {one.metric for one in table.metrics} <= BY_NAME.keys()
        assert all(table.worn for one in table.metrics if one.if_worn)


def test_an_undeclared_table_is_broken() -> None:
    with pytest.raises(BrokenFile):
        parsed("a,b,c\n1,2,3\n")
