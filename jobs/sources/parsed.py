"""What every parser yields: a vendor's record as it stood, or what was refused and why."""

from datetime import datetime
from typing import NamedTuple

MAX_RAW = 4000
"""Characters of a refused payload that are kept."""


class Record(NamedTuple):
    """One vendor record; a plain tuple, because an export holds millions of them."""

    kind: str
    start_ts: datetime | None
    """The instant in UTC; None where the vendor writes a day."""
    attributes: dict[str, str]
    raw: str


class Reject(NamedTuple):
    """One record that was refused, by the reason's code."""

    reason: str
    detail: str
    raw: str


Parsed = Record | Reject


class BrokenFile(Exception):
    """The rest of a file cannot be read; what was yielded before stays."""


class Truncated(BrokenFile):
    """A file ends before its end, as an interrupted transfer leaves it."""


def refuse(reason: str, detail: str, raw: str) -> Reject:
    """Return a reject with its texts cut to what quarantine keeps."""
    return Reject(reason, detail[:500], raw[:MAX_RAW])
