import csv
import io
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.parsed import Parsed, Record, Reject
from jobs.sources.resaved import parse
from jobs.sources.sniff import sniff
from tests.builders.apple_xml import QUICK
from tests.builders.exports import stream

HEADER = "sourceName,sourceVersion,device,type,unit,creationDate,startDate,endDate,value\n"
START, END = "2019-05-20 19:48:36 -0700", "2019-05-20 19:49:42 -0700"
PULSE = f'"Watch",5.2,,RestingHeartRate,count/min,{END},{START},{END},61\n'
NIGHT = f'"Clock",50,,SleepAnalysis,,{END},{START},{END},HKCategoryValueSleepAnalysisInBed\n'
CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["", "nan", "=1+1", START, END, "HKQuantity", "61", "ms"])
)


def told(text: str) -> tuple[list[Parsed], Counter[str]]:
    notes: Counter[str] = Counter()
    return list(parse(stream(text.encode()), notes)), notes


def test_rows_are_the_exports_records_under_apples_own_names() -> None:
    assert sniff(stream((HEADER + PULSE).encode())).source == "apple_resaved"
    found, _ = told(HEADER + PULSE + NIGHT)

    assert [one.kind for one in found if isinstance(one, Record)] == [
        "HKQuantityTypeIdentifierRestingHeartRate",
        "HKCategoryTypeIdentifierSleepAnalysis",
    ]
    assert isinstance(found[0], Record)
    assert found[0].attributes == {
        "sourceName": "Watch",
        "sourceVersion": "5.2",
        "unit": "count/min",
        "creationDate": END,
        "startDate": START,
        "endDate": END,
        "value": "61",
    }


def test_a_table_of_workouts_is_workouts() -> None:
    header = "sourceName,creationDate,startDate,endDate,workoutActivityType,duration\n"
    (one,), _ = told(f"{header}Watch,{END},{START},{END},HKWorkoutActivityTypeRunning,1.1\n")

    assert isinstance(one, Record)
    assert (one.kind, one.attributes["workoutActivityType"]) == (
        "Workout",
        "HKWorkoutActivityTypeRunning",
    )


def test_a_bad_row_is_refused_alone() -> None:
    short, no_number = "a,b\n", PULSE.replace(",61", ",x")
    found, _ = told(HEADER + short + no_number + PULSE.replace(START, "noon") + PULSE)

    assert [one.reason for one in found if isinstance(one, Reject)] == [
        "wrong_columns",
        "bad_value",
        "bad_time",
    ]
    assert isinstance(found[-1], Record)


@QUICK
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=10), max_size=5))
def test_read_is_stored_and_rejected_and_noted(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    found, notes = told(HEADER + PULSE + out.getvalue())

    assert len(found) + notes.total() == 1 + len(rows)
