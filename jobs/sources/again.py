"""One refused payload through the parser that refused it, as that parser is today."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping

from jobs.sources import apple_health, daily_tables, history, oura
from jobs.sources.containers import Stream
from jobs.sources.parsed import MAX_RAW, BrokenFile, Parsed
from jobs.sources.strength_logs import PARSERS

REREAD: dict[str, Callable[[str], Parsed]] = {
    "apple_health": apple_health.reread,
    "oura": oura.reread,
}


class NotRedrivable(ValueError):
    """A payload that no parser can be asked about again; the message says why."""


def again(source: str, raw: str, *, topic: str = "", unit: str | None = None) -> Parsed | None:
    """Return what a payload is today; None when it is no record and no reject either.

    `topic` is that of a history line, `unit` kg or lb for a log that does not tell.
    Raises NotRedrivable.
    """
    if not raw:
        raise NotRedrivable("no payload was kept")
    if len(raw) >= MAX_RAW:
        raise NotRedrivable(f"its payload was cut at {MAX_RAW} characters: import its file again")
    try:
        if source in REREAD:
            return REREAD[source](raw)
        return _of_stream(source, raw, topic, unit)
    except NotRedrivable:
        raise
    except (ValueError, TypeError, AttributeError, LookupError, BrokenFile) as error:
        raise NotRedrivable("its payload is no whole record") from error


def _of_stream(source: str, raw: str, topic: str, unit: str | None) -> Parsed | None:
    notes: Counter[str] = Counter()
    if topic:
        found = history.parse(Stream(io.BytesIO(f"{raw}\n".encode())), topic, notes)
    elif source in PARSERS:
        found = PARSERS[source](_table(json.loads(raw)), notes, unit)
    elif source == "daily_tables":
        found = daily_tables.parse(_table(json.loads(raw)), notes)
    else:
        raise NotRedrivable(f"nobody reads {source!r} again")
    return next(found, None)


def _table(named: Mapping[str, str]) -> Stream:
    """Return a table of one row; AttributeError for a row whose cells had no names."""
    text = io.StringIO()
    csv.writer(text).writerows([named.keys(), named.values()])
    return Stream(io.BytesIO(text.getvalue().encode()))
