"""A CSV's rows under its header, whatever its delimiter."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jobs.sources.containers import Stream
from jobs.sources.parsed import BrokenFile

DELIMITERS = (",", ";", "\t")
MAX_ROWS = 1_000_000
MAX_LINE = 1 << 20
"""Characters: one line must not fill the memory."""
HEADER = 64 << 10
"""Bytes in which a header must end."""
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """One line: its cells by the header's names, or None when their number does not fit.

    An empty line has no cells and no names.
    """

    cells: list[str]
    named: dict[str, str] | None
    header: Sequence[str] = ()

    def refused(self) -> str:
        """Return it as quarantine keeps it: under its names, so that it can be read again."""
        named = dict(zip(self.header, self.cells, strict=False))
        return json.dumps(self.cells if self.named is None else named, ensure_ascii=False)


def encoding_of(head: bytes) -> str:
    """Return a text's encoding by its first bytes: spreadsheets save "Unicode text" as UTF-16."""
    return "utf-16" if head[:2] in UTF16 else "utf-8-sig"


def header_of(line: str) -> tuple[list[str], str]:
    """Return a header's names, without blanks around them, and the delimiter."""
    delimiter = max(DELIMITERS, key=line.count)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip() for cell in cells], delimiter


def peeked_header(stream: Stream) -> list[str]:
    """Return the names of a CSV's header without consuming it; BrokenFile where there is none."""
    head = stream.head(HEADER)
    lines = head.decode(encoding_of(head), "replace").lstrip().splitlines()
    if not lines:
        raise BrokenFile("no header")
    try:
        return header_of(lines[0])[0]
    except csv.Error as error:
        raise BrokenFile(f"not readable as CSV: {error}") from error


def rows(stream: Stream) -> Iterator[Row]:
    """Yield the rows below the header; BrokenFile where the text cannot be read on."""
    encoding = encoding_of(stream.head(2))
    text = io.TextIOWrapper(io.BufferedReader(stream), encoding=encoding, newline="")
    lines = _lines(text)
    try:
        first = next((line for line in lines if line.strip()), "")
        header, delimiter = header_of(first.rstrip("\r\n"))
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True)):
            if number >= MAX_ROWS:
                raise BrokenFile(f"more than {MAX_ROWS} rows")
            yield _row(header, cells) if cells else Row([], {})
    except (UnicodeError, csv.Error) as error:
        raise BrokenFile(f"not readable as CSV: {error}") from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise BrokenFile(f"a line of more than {MAX_LINE} characters")
        yield line


def _row(header: list[str], cells: list[str]) -> Row:
    # spreadsheets leave empty cells at the end of a line
    surplus = cells[len(header) :]
    if len(cells) < len(header) or any(surplus):
        return Row(cells, None, header)
    pairs = zip(header, cells, strict=False)
    return Row(cells, {name: value for name, value in pairs if value != ""}, header)
