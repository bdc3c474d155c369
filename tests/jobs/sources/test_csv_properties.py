"""Whatever bytes come: an outcome, never an error, and every row read is told of."""

import csv
import io
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.sources.containers import Stream
from jobs.sources.files import PARSERS as OTHERS
from jobs.sources.parsed import Record
from jobs.sources.strength_logs import PARSERS
from tests.builders.exports import HEVY, SQUAT, reading
from tests.builders.logs import ANDROID, DEADLIFT, IOS, LUNGE, NATIVE, PRESS, ROW, STRONG

DAYS = "Id,ActivityDate,TotalSteps,TotalDistance\n"
DAY = "1,4/12/2016,13162,8.5\n"
LOGS = {
    "hevy": (HEVY, SQUAT),
    "strong": (STRONG, DEADLIFT),
    "fitnotes": (ANDROID, PRESS),
    "fitnotes on a phone of Apple": (IOS, ROW),
    "native_strength": (NATIVE, LUNGE),
    "daily_tables": (DAYS, DAY),
}
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "nan", "-inf", "=1+1", "1e99", "60,0", "1,000", "٣", "Rest Timer", "W"]),
    st.sampled_from(["2026-08-01", "2026-08-01T10:00:00Z", "4/12/2016", "0001-01-01", "Done"]),
    st.floats().map(str),
)
QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def parsed(name: str, content: bytes) -> tuple[int, int, int]:
    """Return how many rows were stored, rejected and noted."""
    notes: Counter[str] = Counter()
    stream, source = Stream(io.BytesIO(content)), name.split(" ", maxsplit=1)[0]
    made = (
        PARSERS[source](stream, notes, "kg") if source in PARSERS else OTHERS[source](stream, notes)
    )
    found = list(made)
    stored = sum(isinstance(one, Record) for one in found)
    return stored, len(found) - stored, notes.total()


@pytest.mark.parametrize("name", LOGS)
@QUICK
@given(data=st.data())
def test_read_is_stored_and_rejected_and_noted(name: str, data: st.DataObject) -> None:
    header, good = LOGS[name]
    width = header.count(",") + 1
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=width + 2), max_size=6))
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    became = parsed(name, (header + good + out.getvalue()).encode())

    assert sum(became) == 1 + len(rows)
    assert became[0] >= 1


@pytest.mark.parametrize("name", LOGS)
@QUICK
@given(junk=st.binary(max_size=300))
def test_any_bytes_give_an_outcome(name: str, junk: bytes, tmp_path: Path) -> None:
    header, good = LOGS[name]
    for content in (junk, (header + good).encode() + junk):
        found, outcome = reading(content, tmp_path, "kg")
        assert outcome.records.total() + outcome.rejected.total() == len(found)
        assert outcome.status


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize(
    "tail",
    [
        b'"' + b"a" * 10_000_000 + b'"',
        b"a" * 10_000_000,
        b'"never closed\n' * 200_000,
        b",\n" * 50_000,
        b"\0" * 1_000_000,
    ],
    ids=["a field of 10 MB", "a line of 10 MB", "a quote never closed", "short rows", "zeros"],
)
def test_no_file_takes_long(name: str, tail: bytes, tmp_path: Path) -> None:
    header, good = LOGS[name]
    began = time.monotonic()
    found, outcome = reading((header + good * 3).encode() + tail, tmp_path, "kg")

    assert time.monotonic() - began < 5
    assert outcome.records.total() + outcome.rejected.total() == len(found)
    assert outcome.status in ("ingested", "broken", "not_an_export")


@pytest.mark.parametrize("name", LOGS)
def test_marks_of_bytes_and_wide_characters_change_nothing(name: str, tmp_path: Path) -> None:
    text = "".join(LOGS[name])
    plain, *others = (
        reading(text.encode(encoding), tmp_path, "kg")[0]
        for encoding in ("utf-8", "utf-8-sig", "utf-16")
    )

    assert len(plain) == 1
    assert others == [plain, plain]
