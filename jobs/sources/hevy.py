"""Parse a Hevy CSV: one row a set.

kind: `set`. attributes: the columns as text, empty ones left out. Times have no zone and are read
as UTC: the day is right unless a session crosses midnight far from Greenwich.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

from jobs.sources.parsed import Broken, Item, NoTime, Parsed, Rejected, instant
from jobs.sources.sniff import Bounded

FORM = "%d %b %Y, %H:%M"
"""`15 Sep 2025, 07:48`."""
NUMBERS = ("weight_kg", "weight_lbs", "reps", "rpe", "set_index")


def parse(stream: IO[bytes]) -> Iterator[Item]:
    """Yield every set; a row that can't be used is rejected by itself."""
    try:
        text = Bounded(stream).read().decode("utf-8-sig")
    except (UnicodeDecodeError, EOFError, OSError) as error:
        yield Broken(f"not UTF-8 text: {error}")
        return
    for row in csv.DictReader(io.StringIO(text)):
        yield _item({k: v for k, v in row.items() if k is not None and v})


def _item(row: dict[str, str]) -> Item:
    raw = ",".join(row.values())
    if "start_time" not in row or "exercise_title" not in row:
        return Rejected("no_field", "a set without start_time or exercise_title", raw)
    try:
        start = _time(row["start_time"])
    except NoTime as error:
        return Rejected("bad_date", str(error), raw)
    for name in NUMBERS:
        if name in row and not _number(row[name]):
            return Rejected("bad_number", f"{name} is {row[name]!r}", raw)
    return Parsed("set", start, row, raw)


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, FORM).replace(tzinfo=UTC)
    except ValueError:
        return instant(text)


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
