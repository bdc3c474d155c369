"""Which stretches of time are asked for, so that every document of a span of days comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jobs.sources.oura_kinds import Kind

PAD = timedelta(days=1)
"""On both sides: one endpoint excludes its first day, another ends at midnight (facts.md 12)."""
CHUNK = timedelta(days=30)
"""The longest stretch that time series are given for."""
EARLIEST, LATEST = date(2013, 1, 1), date(2099, 12, 31)
"""Oura was founded in 2013."""
Parameters = dict[str, str]


@dataclass(frozen=True, slots=True)
class Days:
    """A span of local days, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a span that is none."""
        if self.last < self.first:
            raise ValueError(f"the last day {self.last} lies before the first, {self.first}")
        if self.first < EARLIEST or self.last > LATEST:
            raise ValueError(f"days from {EARLIEST} to {LATEST} can be asked for")

    def hold(self, kind: Kind, document: dict[str, Any]) -> bool:
        """Say whether a document is of these days.

        One without a day of its own always is, and so is a rest mode, which lasts many days.
        """
        day = document.get(kind.day) if kind.day and kind.always_timed else None
        return not isinstance(day, str) or str(self.first) <= day <= str(self.last)


def questions(kind: Kind, days: Days) -> Iterator[Parameters]:
    """Yield the parameters of each first page to ask for."""
    if kind.asked_by == "date":
        yield {"start_date": str(days.first - PAD), "end_date": str(days.last + PAD)}
    elif kind.asked_by == "datetime":
        yield from _chunks(days)
    else:
        yield {}


def _chunks(days: Days) -> Iterator[Parameters]:
    """Yield stretches that meet: both ends are given, so what lies on one comes twice."""
    begin, end = _midnight(days.first) - PAD, _midnight(days.last + PAD) + PAD
    while begin < end:
        until = min(begin + CHUNK, end)
        yield {"start_datetime": begin.isoformat(), "end_datetime": until.isoformat()}
        begin = until


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
