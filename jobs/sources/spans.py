"""Parts of one big document, cut where a top-level element begins."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobs.sources.containers import Stream
from jobs.sources.parsed import BrokenFile

BORDER = re.compile(rb"\n <(?:Record|Workout|Correlation|ActivitySummary) ")
"""As Apple indents the root's children; who reads up to it finds out whether it was one."""
WINDOW = 1 << 20
"""Bytes in which a border must follow; without one the span before goes on to the end."""
SKIP = 1 << 20


class Span(NamedTuple):
    """Bytes of an unpacked document, each end moved on to the next border."""

    begin: int = 0
    end: int | None = None
    """None for the document's end."""


ALL = Span()


class Unjoined(BrokenFile):
    """A part of a document cannot be read without the rest: it must be read whole."""


def up_to_border(stream: Stream, end: int, chunk_bytes: int) -> Iterator[bytes]:
    """Yield bytes up to `end`, and on to the border behind it, or to the end without one."""
    if stream.at > end:
        return
    while stream.at < end and (chunk := stream.read(min(chunk_bytes, end - stream.at))):
        yield chunk
    found = BORDER.search(stream.head(WINDOW)) if stream.at == end else None
    if found:
        # what was looked at is read at once
        yield stream.read(found.start())
        return
    while chunk := stream.read(chunk_bytes):
        yield chunk


def skipped_to_border(stream: Stream, begin: int) -> bool:
    """Drop bytes up to `begin`, and on to the border behind it; False when none follows."""
    while stream.at < begin and (chunk := stream.read(min(SKIP, begin - stream.at))):
        del chunk
    found = BORDER.search(stream.head(WINDOW)) if stream.at == begin else None
    if found:
        stream.read(found.start())
    return found is not None
