"""What every parser yields: records as the vendor wrote them, and what was refused."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Parsed:
    """One vendor record."""

    kind: str
    start_ts: datetime | None
    attributes: dict[str, str]
    raw: str = ""
    """The record's own text where it is not just its attributes again."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that can't be used: a reason code, words, and what was there."""

    reason: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The file ends or breaks here; what came before stays."""

    detail: str


Item = Parsed | Rejected | Broken


class NoTime(ValueError):
    """A text is not a time in any form that the vendors write."""


def instant(text: str) -> datetime:
    """Return the UTC instant of a vendor's time; a missing zone is read as UTC.

    Raises NoTime for anything else.
    """
    value = text.strip().replace("\u202f", " ")
    if len(value) > 20 and value[19] == " " and value[20] in "+-":
        value = value[:19] + value[20:]  # Apple: "2026-08-01 06:00:00 +0200"
    elif len(value) == 19 and value[14] in "+-":
        value = f"{value[:8]}T{value[8:]}"  # iOS 8: "20140114084347-0800"
    try:
        time = datetime.fromisoformat(value)
    except ValueError as error:
        raise NoTime(f"{text!r} is not a time") from error
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
