"""`--as-of`: the time a job stands at; only its default reads the wall."""

from datetime import UTC, datetime


def as_of_time(text: str) -> datetime:
    """Return an RFC 3339 time in UTC, or now for the empty text; ValueError without a zone."""
    if not text:
        return datetime.now(UTC)
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"--as-of needs a time with a zone, got {text}")
    return time.astimezone(UTC)
