"""Vendors' times as instants."""

import re
from datetime import UTC, datetime

OLD_APPLE = re.compile(r"(\d{8})(\d{6}[+-]\d{4})")
"""iOS 8: `20140114084347-0800`."""


def instant(text: str | None) -> datetime | None:
    """Return the instant in UTC of an ISO time or Apple's `2026-08-01 06:40:00 +0100`.

    None for anything without a zone: a wall time alone names no instant.
    """
    if not text:
        return None
    if text[19:20] == " ":
        text = text[:19] + text[20:]
    elif old := OLD_APPLE.fullmatch(text):
        text = f"{old[1]}T{old[2]}"
    try:
        time = datetime.fromisoformat(text)
        return None if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
