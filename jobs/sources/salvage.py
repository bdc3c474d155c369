"""Members of a zip whose directory is missing, as an interrupted transfer leaves it.

A zip ends with its directory, so one that is cut anywhere cannot be opened; but each member begins
with a header of its own, and what it holds can be inflated up to where the file ends.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import IO

HEADER = struct.Struct("<4sHHHHHIIIHH")
BEGINS = b"PK\x03\x04"
STORED, DEFLATED = 0, 8
ENCRYPTED, SIZES_FOLLOW, UTF8 = 1, 8, 0x800
READ = 64 << 10
SKIPPED = 1 << 30
"""Unpacked bytes after which a member that nobody reads is no export's."""


class Salvaged:
    """One member from behind its header on; EOFError where the file ends before it does."""

    def __init__(self, raw: IO[bytes], method: int, size: int) -> None:
        self._raw, self._left = raw, size
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if method == DEFLATED else None

    def read1(self, size: int) -> bytes:
        """Return some of the next bytes, nothing at the end."""
        if self._inflate is None:
            found = self._raw.read(min(size, self._left))
            self._left -= len(found)
            if not found and self._left:
                raise EOFError("the archive ends within a member")
            return found
        return self._inflated(self._inflate, size)

    def _inflated(self, inflate: "zlib._Decompress", size: int) -> bytes:
        while not inflate.eof:
            packed = inflate.unconsumed_tail or self._raw.read(READ)
            if not packed:
                raise EOFError("the archive ends within a member")
            found = inflate.decompress(packed, size)
            if inflate.eof:
                self._raw.seek(-len(inflate.unused_data), io.SEEK_CUR)
            if found:
                return found
        return b""


def salvaged(raw: IO[bytes]) -> Iterator[tuple[str, Salvaged]]:
    """Yield (name, content) of the members that begin before a cut zip ends, in their order."""
    while (at := _next_header(raw)) is not None:
        raw.seek(at)
        header = raw.read(HEADER.size)
        if len(header) < HEADER.size:
            return
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = HEADER.unpack(header)
        name = raw.read(name_size).decode("utf-8" if flags & UTF8 else "cp437", "replace")
        raw.seek(extra_size, io.SEEK_CUR)
        sized = method == STORED and not flags & SIZES_FOLLOW
        if not flags & ENCRYPTED and (method == DEFLATED or sized):
            member = Salvaged(raw, method, packed)
            yield name, member
            if not _skipped(member):
                return


def _skipped(member: Salvaged) -> bool:
    """Read to the end of a member; False where there is none."""
    try:
        for _ in range(0, SKIPPED, READ):
            if not member.read1(READ):
                return True
    except (EOFError, zlib.error):
        return False
    return False


def _next_header(raw: IO[bytes]) -> int | None:
    """Return where the next member begins; None when no further one does."""
    held, base = b"", raw.tell()
    while chunk := raw.read(READ):
        held += chunk
        if (found := held.find(BEGINS)) >= 0:
            return base + found
        base, held = base + max(len(held) - 3, 0), held[-3:]
    return None
