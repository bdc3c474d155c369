"""A CSV's rows under its header, whatever its delimiter."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from jobs.sources.containers import Stream
from jobs.sources.parsed import BrokenFile

DELIMITERS = (",", ";", "\t")
MAX_ROWS = 1_000_000


class Row(NamedTuple):
    """One line: its cells by the header's names, or None when their number does not fit."""

    cells: list[str]
    named: dict[str, str] | None


def header_of(line: str) -> tuple[list[str], str]:
    """Return a header's names, without blanks around them, and the delimiter."""
    delimiter = max(DELIMITERS, key=line.count)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip() for cell in cells], delimiter


def rows(stream: Stream) -> Iterator[Row]:
    """Yield the rows below the header; BrokenFile where the text cannot be read on."""
    text = io.TextIOWrapper(io.BufferedReader(stream), encoding="utf-8-sig", newline="")
    try:
        header, delimiter = header_of(text.readline().rstrip("\r\n"))
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True)):
            if number >= MAX_ROWS:
                raise BrokenFile(f"more than {MAX_ROWS} rows")
            if cells:
                yield _row(header, cells)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BrokenFile(f"not readable as CSV: {error}") from error


def _row(header: list[str], cells: list[str]) -> Row:
    # spreadsheets leave empty cells at the end of a line
    surplus = cells[len(header) :]
    if len(cells) < len(header) or any(surplus):
        return Row(cells, None)
    pairs = zip(header, cells, strict=False)
    return Row(cells, {name: value for name, value in pairs if value != ""})
