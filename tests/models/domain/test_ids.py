from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain import ids

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
BITS = st.integers(0, (1 << ids.RANDOM_BITS) - 1)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by hypothesis' contract


@given(at=TIMES, bits=BITS)
def test_uuid7_carries_its_time_to_the_millisecond(at: datetime, bits: int) -> None:
    found = ids.time_of(ids.uuid7(at, bits))

    assert timedelta(0) <= at - found < timedelta(milliseconds=1, microseconds=1)


@given(at=TIMES, bits=BITS, later=st.integers(1, 10**9))
def test_uuid7_sorts_by_time(at: datetime, bits: int, later: int) -> None:
    assert ids.uuid7(at, bits) < ids.uuid7(at + timedelta(milliseconds=later), 0)


def test_uuid7_wants_a_zone_and_74_bits() -> None:
    with pytest.raises(ValueError, match="zone"):
        ids.uuid7(NOON.replace(tzinfo=None), 1)
    with pytest.raises(ValueError, match="74 random bits"):
        ids.uuid7(NOON, 1 << 74)


def test_decided_day_is_the_utc_day() -> None:
    late_in_new_york = datetime(2026, 8, 1, 23, tzinfo=timezone(timedelta(hours=-4)))

    assert ids.decided_day(ids.uuid7(late_in_new_york, 5)).isoformat() == "2026-08-02"


def test_close_event_id_is_a_function_of_the_decision() -> None:
    decision = ids.uuid7(NOON, 7)

    assert ids.close_event_id(decision) == ids.close_event_id(decision)
    assert ids.close_event_id(decision) != ids.close_event_id(ids.uuid7(NOON, 8))


def test_time_of_refuses_other_uuids() -> None:
    with pytest.raises(ValueError, match="not a UUIDv7"):
        ids.time_of("9f3c2f6e-6f0a-4f60-8a37-2a2d5a6f4b11")
