"""What a byte stream is, by its content and never by its name (exports are translated, resaved)."""

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from jobs.sources import daily_tables, ecg, oura_kinds, resaved, strength_logs
from jobs.sources.containers import Stream
from jobs.sources.quantities import says_unit
from jobs.sources.tables import UTF16, encoding_of, header_of
from jobs.sources.xml import HEALTH, PROLOG

HEAD = 64 << 10
XML_KNOWN = {
    b"<TrainingCenterDatabase": "a TCX workout",
    b"<ClinicalDocument": "a clinical document (CDA)",
}
GPX = re.compile(rb"<gpx[\s>]")
ENVELOPE = re.compile(rb'\{\s*"(data|next_token)"\s*:|\[')
"""Oura's page, or the bare list of its documents."""
FIELD = re.compile(rb'"(\w+)"\s*:\s*(\{)?')


class Sniffed(NamedTuple):
    """A stream's source, or the reason why it is not read; and words about it."""

    source: str | None
    reason: str
    """unsupported_source | unit_unknown | not_an_export | broken; empty with a source."""
    detail: str


def sniff(stream: Stream, unit: str | None = None) -> Sniffed:
    """Say what a stream is, without consuming it; BrokenFile when it cannot be read at all.

    `unit` is what its owner said of a strength log's weights.
    """
    head = stream.head(HEAD)
    if head[:2] in UTF16:
        return _wide(head, unit)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return Sniffed(None, "broken", "an empty file")
    if start[:1] == b"<":
        return _xml(stream)
    if start[:1] in (b"{", b"["):
        return _json(start)
    if b"\0" in head:
        return Sniffed(None, "not_an_export", "a binary file")
    return _text(start.decode("utf-8", "replace"), unit)


def _wide(head: bytes, unit: str | None) -> Sniffed:
    text = head.decode(encoding_of(head), "replace").lstrip()
    if not text:
        return Sniffed(None, "broken", "an empty file")
    if text[0] in "<{[":
        return Sniffed(None, "not_an_export", "UTF-16, which is read as CSV only; save it as UTF-8")
    return _text(text, unit)


def _xml(stream: Stream) -> Sniffed:
    head = stream.head(PROLOG)
    if HEALTH.search(head):
        return Sniffed("apple_health", "", "")
    if GPX.search(head):
        return Sniffed("gpx", "", "")
    for mark, name in XML_KNOWN.items():
        if mark in head:
            return Sniffed(None, "unsupported_source", name)
    return Sniffed(None, "not_an_export", "XML without <HealthData>")


def _json(start: bytes) -> Sniffed:
    page = ENVELOPE.match(start)
    if (page and oura_kinds.kind_of(_fields(start))) or _is_whole(start):
        return Sniffed("oura", "", "")
    words = "JSON with unknown fields" if page else "JSON that is no list of documents"
    return Sniffed(None, "not_an_export", words)


def _fields(start: bytes) -> set[str]:
    """Return the names of fields, those of `contributors` also with that prefix."""
    found, outer = set(), ""
    for match in FIELD.finditer(start):
        name = match[1].decode("utf-8", "replace")
        outer = name if match[2] else outer
        found |= {name, f"{outer}:{name}"}
    return found


def _is_whole(start: bytes) -> bool:
    """Say whether this is a bare document of Oura's, or the empty page a collection may end with.

    Deep inside somebody else's JSON the same names may stand: what is not seen whole is neither.
    """
    try:
        found = json.loads(start) if len(start) < HEAD else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    empty = found.get("data") == [] and "next_token" in found
    return empty or oura_kinds.kind_of(oura_kinds.fields_of(found)) is not None


def _text(text: str, unit: str | None) -> Sniffed:
    if ecg.looks_like(text):
        return Sniffed("apple_ecg", "", "")
    lines = text.splitlines()
    header, delimiter = header_of(lines[0])
    columns = len(header)
    if columns < 3 or (len(lines) > 1 and abs(lines[1].count(delimiter) + 1 - columns) > columns):
        return Sniffed(None, "not_an_export", "plain text")
    return _csv(header, unit)


def _csv(header: Sequence[str], unit: str | None) -> Sniffed:
    log = strength_logs.log_of(header)
    if log and not unit and not says_unit(header):
        ask = "hand it in again with the unit: --unit kg or --unit lb"
        return Sniffed(None, "unit_unknown", f"{log}: no unit of weight; {ask}")
    if log:
        return Sniffed(log, "", "")
    if daily_tables.table_of(header):
        return Sniffed("daily_tables", "", "")
    if set(header) >= resaved.COLUMNS:
        return Sniffed("apple_resaved", "", "")
    return Sniffed(None, "not_an_export", f"unknown header: {', '.join(header)}"[:200])
