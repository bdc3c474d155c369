import math
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.instants import instant
from jobs.sources.quantities import NUMBER, Refused, number
from jobs.sources.wall_times import CLOCK, TWELVE, WORDS, WRITTEN, seconds_of, wall_time
from tests.builders.apple_xml import QUICK


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("5 Jan 2026, 9:05", datetime(2026, 1, 5, 9, 5)),  # noqa: DTZ001
        ("05 January 2026 09:05", datetime(2026, 1, 5, 9, 5)),  # noqa: DTZ001
        ("5 de mai. de 2026, 9:05", datetime(2026, 5, 5, 9, 5)),  # noqa: DTZ001
        ("15 Okt. 2025, 07:48", datetime(2025, 10, 15, 7, 48)),  # noqa: DTZ001
        ("3 août 2025, 07:48", datetime(2025, 8, 3, 7, 48)),  # noqa: DTZ001
        ("3 juil. 2025, 07:48", datetime(2025, 7, 3, 7, 48)),  # noqa: DTZ001
        ("2026-01-05 09:05:07", datetime(2026, 1, 5, 9, 5, 7)),  # noqa: DTZ001
        ("2026-01-05 9:05:07\u202fPM", datetime(2026, 1, 5, 21, 5, 7)),  # noqa: DTZ001
        ("2026-01-05 12:05:07 AM", datetime(2026, 1, 5, 0, 5, 7)),  # noqa: DTZ001
        ("2026-01-05 13:05:07 PM", None),
        ("05/01/2026 09:05", None),
        ("5 Foo 2026, 9:05", None),
        ("", None),
    ],
)
def test_the_ways_of_writing_a_time(text: str, time: datetime | None) -> None:
    assert wall_time(text) == time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 5m", 3900),
        ("38min", 2280),
        ("35m", 2100),
        ("2h", 7200),
        ("45s", 45),
        ("1:05:00", 3900),
        ("12:30", 750),
        ("4020", 4020),
        ("90.5", 90.5),
        ("", None),
        ("soon", None),
    ],
)
def test_the_ways_of_writing_a_duration(text: str, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


@QUICK
@given(
    text=st.one_of(
        st.text(max_size=30),
        st.from_regex(WRITTEN),
        st.from_regex(TWELVE),
        st.from_regex(WORDS),
        st.from_regex(CLOCK),
        st.from_regex(NUMBER),
        st.datetimes(timezones=st.timezones()).map(str),
    )
)
def test_any_text_is_a_time_a_number_or_none(text: str) -> None:
    time, zoned, seconds = wall_time(text), instant(text), seconds_of(text)

    assert time is None or time.tzinfo is None
    assert zoned is None or zoned.tzinfo is UTC
    assert seconds is None or 0 <= seconds < 4e9
    with suppress(Refused):
        assert math.isfinite(number(text, "figure"))
