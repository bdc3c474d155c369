"""Identifiers that carry their own time, so that a record can be found by its day."""

import uuid
from datetime import UTC, date, datetime

RANDOM_BITS = 74


def uuid7(at: datetime, bits: int) -> str:
    """Return the UUIDv7 (RFC 9562, 5.7) of a time and 74 given random bits.

    Time and randomness are arguments because the core has neither a clock nor a generator.
    """
    if at.tzinfo is None:
        raise ValueError(f"uuid7 needs a time with a zone, got {at.isoformat()}")
    if not 0 <= bits < 1 << RANDOM_BITS:
        raise ValueError(f"uuid7 needs {RANDOM_BITS} random bits, got {bits}")
    milliseconds = int(at.timestamp() * 1000)
    high, low = bits >> 62, bits & ((1 << 62) - 1)
    value = (milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low
    return str(uuid.UUID(int=value))


def time_of(identifier: str) -> datetime:
    """Return the time inside a UUIDv7, to the millisecond, in UTC."""
    value = uuid.UUID(identifier)
    if value.version != 7:
        raise ValueError(f"not a UUIDv7: {identifier}")
    return datetime.fromtimestamp((value.int >> 80) / 1000, tz=UTC)


def decided_day(decision_id: str) -> date:
    """Return the UTC day of a decision from its id: the partition of everything about it."""
    return time_of(decision_id).date()


def close_event_id(decision_id: str) -> str:
    """Return the id of a decision's close event: closing twice writes the same event."""
    return str(uuid.uuid5(uuid.UUID(decision_id), "close"))
