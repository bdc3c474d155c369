"""The top-level elements of a HealthData document, read in chunks and past what is malformed."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lxml import etree

from jobs.sources.containers import Stream
from jobs.sources.parsed import BrokenFile, Reject, refuse

CHUNK = 256 << 10
PROLOG = 1 << 20
"""Bytes in which `<HealthData` must begin."""
ELEMENT = 1 << 20
"""Bytes without the start or end of an element: more is no export but an attack."""
MAX_LOST = 1000
MAX_CHILDREN = 5000
ROOT = re.compile(rb"<HealthData[\s/>]")
TOP = re.compile(rb"<(?:Record|Workout|Correlation|ActivitySummary)\s")
NOT_XML = bytes([*range(9), 11, 12, *range(14, 32)])
"""Control characters that XML 1.0 forbids (seen in names of devices)."""
REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
LONGEST_REFERENCE = 12


class Element(NamedTuple):
    """One child of the root: its attributes, and its descendants flat, in document order."""

    tag: str
    attributes: dict[str, str]
    children: list[tuple[str, dict[str, str], bool]]
    """(tag, attributes, is a direct child)."""


def elements(
    stream: Stream, notes: Counter[str], chunk_bytes: int = CHUNK
) -> Iterator[Element | Reject]:
    """Yield elements in order, a reject for each that is malformed; memory stays constant.

    Raises BrokenFile after the last readable element when the document ends early.
    """
    reader = _Reader()
    for chunk in _clean(_from_root(stream, chunk_bytes), notes):
        yield from reader.feed(chunk)
    yield from reader.finish()


def _from_root(stream: Stream, chunk_bytes: int) -> Iterator[bytes]:
    """Yield the document from its root on: whatever a DTD declares is never parsed."""
    found = ROOT.search(stream.head(PROLOG))
    if found is None:
        raise BrokenFile("no <HealthData> at the beginning")
    stream.read(found.start())
    while chunk := stream.read(chunk_bytes):
        yield chunk


def _clean(chunks: Iterator[bytes], notes: Counter[str]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        whole = held + chunk
        # a character reference may be cut in two by the chunk's end
        cut = whole.find(b"&", max(len(whole) - LONGEST_REFERENCE, 0))
        whole, held = (whole, b"") if cut < 0 else (whole[:cut], whole[cut:])
        yield _allowed(whole, notes)
    yield _allowed(held, notes)


def _allowed(text: bytes, notes: Counter[str]) -> bytes:
    kept, references = REFERENCE.subn(b"", text.translate(None, NOT_XML))
    if len(kept) != len(text):
        characters = len(text.translate(None, NOT_XML))
        notes["control characters stripped"] += len(text) - characters + references
    return kept


class _Target:
    """Collects the children of the root as lxml's parser target."""

    def __init__(self) -> None:
        self.depth = self.seen = 0
        self.done: list[Element | Reject] = []
        self.closed = False
        self._open = Element("", {}, [])

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self.seen += 1
        if self.depth == 2:
            self._open = Element(tag, dict(attributes), [])
        elif self.depth > 2 and len(self._open.children) < MAX_CHILDREN:
            self._open.children.append((tag, dict(attributes), self.depth == 3))

    def end(self, _tag: str) -> None:
        if self.depth == 2:
            self.done.append(self._open)
        self.depth -= 1
        self.seen += 1
        self.closed = self.depth == 0

    def close(self) -> None:
        """Do nothing: what was collected is taken chunk by chunk."""

    def take(self) -> list[Element | Reject]:
        taken, self.done = self.done, []
        return taken


class _Reader:
    """Feeds a push parser; after an error it starts anew at the next top-level element."""

    def __init__(self) -> None:
        self._lost = 0
        self._ended = False
        self._begin(b"")

    def _begin(self, root: bytes) -> None:
        self._target = _Target()
        options: dict[str, Any] = {"resolve_entities": False, "no_network": True}
        options |= {"load_dtd": False, "huge_tree": False, "encoding": "utf-8"}
        self._parser = etree.XMLParser(target=self._target, **options)
        self._previous, self._line, self._silent = root, 1, 0
        self._seeking, self._tail = False, b""
        if root:
            self._parser.feed(root)

    def feed(self, chunk: bytes) -> Iterator[Element | Reject]:
        """Yield the elements that this chunk completes."""
        while chunk:
            if self._seeking:
                chunk = self._sought(chunk)
                continue
            failure, at = self._push(chunk)
            yield from self._target.take()
            if not failure:
                return
            yield self._lose(failure, at)
            chunk = at

    def _push(self, chunk: bytes) -> tuple[str, bytes]:
        """Feed the parser; return the error, if any, and the bytes from it on."""
        seen, window = self._target.seen, self._previous + chunk
        try:
            self._parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            return str(error), window[self._offset(window, *error.position) :]
        self._silent = self._silent + len(chunk) if seen == self._target.seen else 0
        if self._silent > ELEMENT:
            return f"an element of more than {ELEMENT} bytes", chunk
        self._line += self._previous.count(b"\n")
        self._previous = chunk
        return "", b""

    def _offset(self, window: bytes, line: int, column: int) -> int:
        start = 0
        for _ in range(line - self._line):
            start = window.find(b"\n", start) + 1
        return min(start + max(column - 1, 0), len(window))

    def _lose(self, failure: str, at: bytes) -> Reject:
        self._lost += 1
        if self._lost > MAX_LOST:
            raise BrokenFile(f"more than {MAX_LOST} malformed elements, the last: {failure}")
        self._seeking, self._tail, self._ended = True, b"", self._target.closed
        return refuse("malformed", failure, at[:500].decode("utf-8", "replace"))

    def _sought(self, chunk: bytes) -> bytes:
        """Return the bytes from the next top-level element on; nothing when there is none yet."""
        chunk = self._tail + chunk
        found = TOP.search(chunk)
        if found:
            self._begin(b"<HealthData>")
            return chunk[found.start() :]
        self._ended |= b"</HealthData>" in chunk
        self._tail = chunk[-24:]
        return b""

    def finish(self) -> Iterator[Element | Reject]:
        """Close the parser; BrokenFile when the document ended early."""
        if not self._seeking:
            try:
                self._parser.close()
            except etree.XMLSyntaxError as error:
                raise BrokenFile(f"the document ends early: {error}") from error
        elif not self._ended:
            raise BrokenFile("the document ends early, after a malformed element")
        yield from self._target.take()
