"""How one big file is dealt out to several tasks (decision 0020)."""

import struct
import zipfile
from pathlib import Path
from typing import NamedTuple

from jobs.sources.containers import UNREADABLE
from jobs.sources.spans import ALL, Span

WORTH = 32 << 20
"""Unpacked bytes that are worth a task of their own."""
INFLATED = 0.03
"""What unpacking costs, as a share of unpacking and parsing (measured, decision 0020)."""
EACH = 1 << 40
"""More records than a part holds: a part's ordinals begin at its number times this."""


class Part(NamedTuple):
    """One of several parts of a file; what is not the biggest member stands in the outer two."""

    number: int = 0
    of: int = 1


WHOLE = Part()


def parts_of(path: Path, tasks: int, worth: int = WORTH) -> list[Part]:
    """Return the parts in which a file is worth reading; `worth`: bytes that are worth a task."""
    count = max(1, min(tasks, unpacked_size(path)[0] // worth))
    return [Part(number, count) for number in range(count)]


def span_of(path: Path, part: Part) -> Span:
    """Return the part's share of the file's biggest member."""
    size, packed = unpacked_size(path)
    ends = [int(size * cut) for cut in cuts(part.of, packed=packed)]
    last = part.number == part.of - 1
    return Span(ends[part.number], None if last else ends[part.number + 1]) if ends else ALL


def cuts(count: int, *, packed: bool) -> list[float]:
    """Return where parts begin, and 1, so that all take the same time.

    Whoever reads a part of a packed stream unpacks all that is before it, too: with a share i of
    unpacking, a part that begins at b and ends at e takes e - (1 - i) b.
    """
    keep = 1 - INFLATED if packed else 1.0
    reached = [sum(keep**k for k in range(number)) for number in range(count + 1)]
    return [one / reached[-1] for one in reached]


def unpacked_size(path: Path) -> tuple[int, bool]:
    """Return the bytes of a file's biggest member, as the file tells them, and whether packed."""
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            if magic[:2] == b"PK":
                with zipfile.ZipFile(raw) as archive:
                    return max((one.file_size for one in archive.infolist()), default=0), True
            if magic[:2] == b"\x1f\x8b":
                raw.seek(-4, 2)
                # modulo 4 GB, and of the last member only: a wrong size costs balance, nothing else
                return struct.unpack("<I", raw.read(4))[0], True
            return path.stat().st_size, False
    except UNREADABLE:
        return 0, False
