"""The top-level elements of a HealthData document, read in chunks and past what is malformed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from jobs.sources.containers import Stream
from jobs.sources.element import Element
from jobs.sources.parsed import BrokenFile, Reject, Truncated, refuse
from jobs.sources.push import END, MAX_CHILDREN, ROOT, Stretch
from jobs.sources.shapes import Shapes
from jobs.sources.spans import ALL, Span, Unjoined, skipped_to_border, up_to_border

CHUNK = 16 << 10
"""Bytes: what is made of them stays in the processor's cache."""
PROLOG = 1 << 20
"""Bytes in which `<HealthData` must begin."""
HELD = 4 << 20
"""Bytes of one top-level element that are held to be read at once."""
MAX_LOST = 1000
RAW = 500
HEALTH = re.compile(rb"<HealthData[\s/>]")
TOPS = (b"<Record ", b"<Workout ", b"<Correlation ", b"<ActivitySummary ")
START = re.compile(b"|".join(TOPS).decode())
LONGEST_TOP = max(map(len, TOPS))
NOT_XML = bytes([*range(9), 11, 12, *range(14, 32)])
"""Control characters that XML 1.0 forbids (seen in names of devices)."""
BLANKS = bytes.maketrans(b"\t\n\r", b"   ")
"""To a value, and between attributes, all white space is a blank (XML 1.0, 3.3.3)."""
REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
STRIPPED = "control characters stripped"
NO_CHARACTERS = ("\ufffe", "\uffff")


def elements(
    stream: Stream, notes: Counter[str], chunk_bytes: int = CHUNK, span: Span = ALL
) -> Iterator[Element | Reject]:
    """Yield elements in order, a reject for each that is malformed; memory stays constant.

    Raises Truncated after the last readable element when the document ends early, Unjoined when a
    span does not end where a top-level element may begin.
    """
    begins = _root_of(stream)
    if span.begin and not skipped_to_border(stream, span.begin):
        return
    reader = Reader(notes, ROOT if span.begin else b"")
    if not span.begin:
        stream.read(begins)
        span = span if span.end is None else Span(0, max(span.end, begins))
    source = Chunks(_chunks(stream, span, chunk_bytes))
    for block in blocks(clean(source, notes)):
        yield from reader.read(block)
    if span.end is not None and not source.broken and stream.head(1):
        reader.join()
    else:
        yield from reader.finish(source.broken)


def _root_of(stream: Stream) -> int:
    """Return where the root begins: whatever a DTD declares before it is never parsed."""
    found = HEALTH.search(stream.head(PROLOG))
    if found is None:
        raise BrokenFile("no <HealthData> at the beginning")
    return found.start()


def _chunks(stream: Stream, span: Span, chunk_bytes: int) -> Iterator[bytes]:
    if span.end is not None:
        yield from up_to_border(stream, span.end, chunk_bytes)
        return
    while chunk := stream.read(chunk_bytes):
        yield chunk


class Chunks:
    """Bytes up to where they cannot be read on: what stands before damage is read as usual."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.broken: BrokenFile | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the chunks."""
        try:
            yield from self._chunks
        except BrokenFile as broken:
            self.broken = broken


def clean(chunks: Iterable[bytes], notes: Counter[str]) -> Iterator[bytes]:
    """Yield chunks with blanks for white space and without what XML forbids; `notes` counts it."""
    held = b""
    for chunk in chunks:
        whole = held + chunk
        # a line's end may be cut in two by the chunk's end
        held = whole[-1:] if whole.endswith(b"\r") else b""
        yield _allowed(whole.removesuffix(held) if held else whole, notes)
    yield _allowed(held, notes)


def _allowed(text: bytes, notes: Counter[str]) -> bytes:
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    kept = text.translate(BLANKS, NOT_XML)
    if len(kept) != len(text):
        notes[STRIPPED] += len(text) - len(kept)
    return kept


def blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield chunks cut anew, before the start of a top-level element.

    Only one that is longer than HELD comes in several.
    """
    held = bytearray()
    for chunk in chunks:
        fresh = max(len(held) - LONGEST_TOP, 1)
        held += chunk
        cut = next((at for tag in TOPS if (at := held.rfind(tag, fresh)) > 0), -1)
        if cut < 0 and len(held) > HELD:
            cut = held.rfind(b">") + 1 or len(held) - LONGEST_TOP
        if cut > 0:
            yield bytes(held[:cut])
            del held[:cut]
    yield bytes(held)


def pieces(text: str) -> Iterator[str]:
    """Yield a text cut before the start of each top-level element."""
    begin = 0
    # a lookahead in split would try every character
    for found in START.finditer(text, 1):
        yield text[begin : (begin := found.start())]
    yield text[begin:]


class Reader:
    """Reads blocks: shapes that are known by themselves, the rest by lxml.

    After an error it starts anew at the next top-level element.
    """

    def __init__(
        self, notes: Counter[str], root: bytes = b"", shapes: Shapes | None = None
    ) -> None:
        self._notes, self._lost = notes, 0
        self._shapes, self._stretch = shapes or Shapes(), Stretch(root)
        self._amid, self._dropping = not root, False
        self._begun = b""
        self.ended = False

    def read(self, block: bytes) -> Iterable[Element | Reject]:
        """Return the elements that this block completes."""
        text, easy = _text(block)
        if easy and not self._amid and not self._dropping:
            records = self._shapes.records(text)
            if records is not None:
                return records
        return self._pieces(text, easy=easy)

    def _pieces(self, text: str, *, easy: bool) -> Iterator[Element | Reject]:
        for piece in pieces(text):
            yield from self._hard(self._without_references(piece), easy=easy)

    def _without_references(self, piece: str) -> str:
        if "&#" not in piece:
            return piece
        kept, count = REFERENCE.subn("", piece)
        if count:
            self._notes[STRIPPED] += count
        return kept

    def _hard(self, piece: str, *, easy: bool) -> Iterator[Element | Reject]:
        starts = START.match(piece) is not None
        if self._amid and starts and self._stretch.ends_before(piece):
            yield from self._lose("not closed before the next element")
        self._dropping &= not starts
        if self._dropping:
            self.ended |= END.decode() in piece
        elif self._amid or not easy or (found := self._shapes.read(piece)) is None:
            yield from self._fed(piece)
        else:
            yield from found

    def _fed(self, piece: str) -> Iterator[Element | Reject]:
        text = piece.encode("utf-8", "surrogateescape")
        self._begun = (self._begun + text[:RAW])[:RAW] if self._amid else text[:RAW]
        failure = self._stretch.feed(text)
        yield from self._taken()
        self.ended |= self._stretch.ended
        if failure:
            self.ended |= END in text
            yield from self._lose(failure)
        else:
            self._amid = not self._stretch.rests

    def _taken(self) -> list[Element]:
        target = self._stretch.target
        if target.dropped:
            self._notes[f"children beyond the first {MAX_CHILDREN} of an element"] += target.dropped
            target.dropped = 0
        return self._stretch.take()

    def _lose(self, failure: str) -> Iterator[Reject]:
        self._lost += 1
        if self._lost > MAX_LOST:
            raise BrokenFile(f"more than {MAX_LOST} malformed elements, the last: {failure}")
        self._stretch = Stretch()
        self._amid, self._dropping = False, True
        yield refuse("malformed", failure, self._begun.decode("utf-8", "replace"))

    def join(self) -> None:
        """Check that whoever reads on may begin anew here: Unjoined when the last is still open."""
        if self._amid and not self._stretch.ends_before(TOPS[0].decode()):
            raise Unjoined("a part that ends within an element")

    def finish(self, broken: BrokenFile | None = None) -> Iterator[Element | Reject]:
        """Yield what is left; raise what broke the reading off, or Truncated at an early end."""
        failure = self._stretch.finish() if self._amid else ""
        yield from self._taken()
        if broken:
            raise broken
        if not self.ended:
            raise Truncated(f"the document ends early: {failure or 'its root is not closed'}")
        if failure:
            yield from self._lose(failure)


def _text(block: bytes) -> tuple[str, bool]:
    """Return a block's text, and whether all of it may stand in XML."""
    try:
        text = block.decode()
    except UnicodeDecodeError:
        return block.decode("utf-8", "surrogateescape"), False
    return text, not any(one in text for one in NO_CHARACTERS)
