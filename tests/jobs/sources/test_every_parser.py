"""What holds for every parser, whatever bytes come: each row read is stored or says why not."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.files import LandedFile
from jobs.sources.heartbeat import Heartbeat
from jobs.sources.parts import WHOLE
from jobs.sources.staging import OUTCOME, SINKS, staged
from models.domain.codec import to_json
from tests.builders.apple_xml import PIECES, QUICK
from tests.builders.exports import HEVY, SQUAT, health
from tests.builders.logs import ANDROID, DEADLIFT, LUNGE, NATIVE, PRESS, STRONG
from tests.builders.ring_documents import DOCUMENTS
from tests.jobs.sources.test_csv_properties import DAY, DAYS
from tests.jobs.sources.test_ecg import ENGLISH
from tests.jobs.sources.test_gpx import END, HEAD, point
from tests.jobs.sources.test_history import CHECKIN
from tests.jobs.sources.test_resaved import HEADER, NIGHT, PULSE

GOOD = {
    # a small file of each source -> its records
    "apple_health": (health(*PIECES[:3], *PIECES[8:14]), 10),
    "apple_resaved": ((HEADER + PULSE + NIGHT).encode(), 2),
    "apple_ecg": ((ENGLISH + "1\n-2\n").encode(), 1),
    "gpx": ((HEAD + point(0, 0, 0) + point(0, 0.001, 5) + END).encode(), 1),
    "oura": (json.dumps({"data": list(DOCUMENTS.values()), "next_token": None}).encode(), 19),
    "strong": ((STRONG + DEADLIFT * 2).encode(), 2),
    "hevy": ((HEVY + SQUAT * 2).encode(), 2),
    "fitnotes": ((ANDROID + PRESS * 2).encode(), 2),
    "native_strength": ((NATIVE + LUNGE * 2).encode(), 2),
    "daily_tables": ((DAYS + DAY).encode(), 1),
    "events": (json.dumps(to_json(CHECKIN)).encode() + b"\n", 1),
}
HARD = (
    *(b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\0", b"\n", b'"', b"\\ud800", b"1e999"),
    *(b"<a>", b"&#0;", b"NaN", b"-", b"9999-12-31", b"0001-01-01", b"+2359", b"\xd9\xa3"),
)
PUT = st.one_of(st.binary(max_size=6), st.sampled_from(HARD))
SPOILS = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 6), PUT), min_size=1, max_size=5)


def rows(name: str, content: bytes, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return a file's rows as Spark gets them, and what became of the file."""
    path = folder / "file"
    path.write_bytes(content)
    topic = "checkins.v1" if name == "events" else None
    file = LandedFile("u1", str(path), path.name, "0" * 64, len(content), topic, "kg")
    batches = staged([file], [(0, WHOLE)], Heartbeat(str(folder)))
    *found, last = [row for batch in batches for row in batch.to_pylist()]
    assert last["sink"] == OUTCOME
    return found, json.loads(last["raw"])


def test_every_source_has_a_file_here() -> None:
    assert GOOD.keys() == SINKS.keys()


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_stored_whole(name: str, tmp_path: Path) -> None:
    content, count = GOOD[name]
    found, outcome = rows(name, content, tmp_path)

    assert outcome["sources"] == [name]
    assert {row["sink"] for row in found} == {SINKS[name]}
    assert len(found) == count
    assert [row["ordinal"] for row in found] == list(range(count))


@pytest.mark.parametrize("name", GOOD)
@QUICK
@given(spoils=SPOILS)
def test_every_row_read_is_stored_or_says_why_not(
    name: str, spoils: list[tuple[int, int, bytes]], tmp_path: Path
) -> None:
    content, _ = GOOD[name]
    for at, lost, put in spoils:
        place = at % len(content)
        content = content[:place] + put + content[place + lost :]
    found, outcome = rows(name, content, tmp_path)
    refused = Counter(row["reason"] for row in found if row["sink"] == "quarantine")

    assert refused == outcome["rejected"]
    assert None not in refused
    assert len(found) == sum(outcome["records"].values()) + refused.total()
    # a file that is no source's says why; one without rows is a source's
    assert outcome["sources"] or outcome["details"]
