import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.sources.history import MAX_LINE, parse
from jobs.sources.parsed import BrokenFile, Record, Reject
from models.domain.codec import to_json
from models.domain.events import CheckinEvent
from tests.builders.apple_xml import QUICK
from tests.builders.exports import stream

AT = datetime(2026, 8, 1, 7, tzinfo=UTC)
CHECKIN = CheckinEvent(event_id="e1", user_id="u1", symptoms=[], occurred_at=AT, recorded_at=AT)
GOOD = json.dumps(to_json(CHECKIN)).encode() + b"\n"


def test_a_line_is_kept_exactly_with_its_key_and_time() -> None:
    (event,) = parse(stream(GOOD), "checkins.v1", Counter())

    assert event == Record("checkins.v1", AT, {"key": "u1"}, GOOD.decode().rstrip())


def test_every_line_gives_one_row_so_that_offsets_are_line_numbers() -> None:
    wrong = json.dumps(to_json(CHECKIN) | {"mood": 9}).encode() + b"\n"
    content = GOOD + wrong + b"not json\n" + b"\n" + b"[1]\n" + GOOD
    found = list(parse(stream(content), "checkins.v1", Counter()))

    assert [one.reason for one in found if isinstance(one, Reject)] == [
        *("does_not_fit", "not_json", "not_json", "does_not_fit"),
    ]
    assert isinstance(found[5], Record)


def test_a_line_without_an_end_is_broken() -> None:
    with pytest.raises(BrokenFile):
        list(parse(stream(GOOD + b"x" * (MAX_LINE + 1)), "checkins.v1", Counter()))


@settings(QUICK, max_examples=50)
@given(
    lines=st.lists(
        st.one_of(
            st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")),
            st.dictionaries(
                st.sampled_from([*to_json(CHECKIN)]),
                st.one_of(st.none(), st.text(max_size=5), st.floats(), st.lists(st.integers())),
                max_size=3,
            ).map(lambda changed: json.dumps(to_json(CHECKIN) | changed).encode()),
            st.just(b"[" * 10_000),
        ),
        max_size=6,
    )
)
def test_any_lines_give_a_message_or_a_reason_each(lines: list[bytes]) -> None:
    found = list(parse(stream(b"\n".join([GOOD.strip(), *lines, b"{}"])), "checkins.v1", Counter()))

    assert len(found) == len(lines) + 2
    assert isinstance(found[0], Record)
