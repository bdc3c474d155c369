"""The API's time: the wall, or (in tests and demos only) the header of a request."""

from datetime import UTC, datetime, timedelta

from serving.problems import Problem

HEADER = "X-As-Of"


class Clock:
    """Tell the time of one request; `testing` lets the `X-As-Of` header set it."""

    def __init__(self, *, testing: bool) -> None:
        self._testing = testing

    def now(self, as_of: str | None = None) -> datetime:
        """Return the request's time in UTC; raise Problem 400 for a refused or broken header."""
        if as_of is None:
            return datetime.now(UTC)
        if not self._testing:
            raise Problem(400, f"the header {HEADER} needs FITLOOP_TEST_CLOCK=1", field=HEADER)
        return _parsed(as_of)


def _parsed(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem(400, f"{text!r} is not an RFC 3339 time", field=HEADER) from error
    if time.tzinfo is None:
        raise Problem(400, f"{text!r} has no time zone", field=HEADER)
    return time.astimezone(UTC)


def hours_between(earlier: datetime, later: datetime) -> float:
    """Return the hours from one time to a later one."""
    return (later - earlier) / timedelta(hours=1)


def day_text(time: datetime) -> str:
    """Return the UTC day of a time: 2026-10-01."""
    return time.astimezone(UTC).date().isoformat()
