"""What Oura answers when it does not answer, in words, and whether to ask again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from jobs.sources.oura_kinds import Kind

FORBIDDEN, TOO_MANY, BROKEN = 403, 429, 500
WORDS = 200
"""Characters of a server's own words that are repeated."""


class Refused(RuntimeError):
    """Oura does not give what was asked for, and why."""


class Again(Refused):
    """It may do so later."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after
        """Seconds that Oura asked to wait; None when it did not say."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def refusal(kind: Kind, answer: Answer, longest_wait_s: float) -> Refused:
    """Return what an answer other than 200 means."""
    if answer.status == FORBIDDEN:
        return Refused(f"403: `{kind.scope}` was not granted, or the membership has lapsed")
    if answer.status == TOO_MANY:
        return _too_many(retry_after(answer.headers), longest_wait_s)
    if answer.status >= BROKEN:
        return Again(f"{answer.status} from Oura")
    return Refused(f"{answer.status}: {said(answer.body)}")


def _too_many(after: float | None, longest_wait_s: float) -> Refused:
    if after is not None and after > longest_wait_s:
        return Refused(f"429: Oura asks to wait {after:.0f} s, which is too long; try later")
    return Again("429: too many requests", after)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds to wait: Retry-After has a number or a date."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        wanted = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def said(body: bytes) -> str:
    """Return the server's own words, in one short line."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    told = (found.get("detail") or found.get("title")) if isinstance(found, dict) else None
    text = told if isinstance(told, str) else body[: 4 * WORDS].decode("utf-8", "replace")
    return " ".join(text.split())[:WORDS]
