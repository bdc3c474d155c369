"""Vendors' times as instants."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

OLD_APPLE = re.compile(r"(\d{8})(\d{6}[+-]\d{4})")
"""iOS 8: `20140114084347-0800`."""
OFFSET = re.compile(r"[+-](?:[01]\d|2[0-3])[0-5]\d", re.ASCII)


def instant(text: str | None) -> datetime | None:
    """Return the instant in UTC of an ISO time or Apple's `2026-08-01 06:40:00 +0100`.

    None for anything without a zone: a wall time alone names no instant.
    """
    if not text:
        return None
    try:
        if text[19:20] == " ":
            if (offset := _offset(text[20:])) is not None:
                return datetime.fromisoformat(text[:19] + "+00:00") - offset
            text = text[:19] + text[20:]
        elif old := OLD_APPLE.fullmatch(text):
            text = f"{old[1]}T{old[2]}"
        time = datetime.fromisoformat(text)
        return None if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1024)
def _offset(text: str) -> timedelta | None:
    """Return an offset like `+0530`; a file's few are asked for millions of times."""
    if not OFFSET.fullmatch(text):
        return None
    return datetime.strptime(text, "%z").utcoffset()
