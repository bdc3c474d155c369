"""`--as-of`: the time a job stands at; only its default reads the wall."""

from datetime import UTC, datetime

import typer


def as_of_time(text: str) -> datetime:
    """Return an RFC 3339 time in UTC, or now for the empty text; BadParameter without a zone."""
    if not text:
        return datetime.now(UTC)
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"--as-of: {error}") from error
    if time.tzinfo is None:
        raise typer.BadParameter(f"--as-of needs a time with a zone, got {text}")
    return time.astimezone(UTC)
