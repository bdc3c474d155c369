"""One file from its bytes to rows, whatever is in it, and what became of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jobs.sources import apple_health, daily_tables, ecg, gpx, history, oura, resaved
from jobs.sources import strength_logs as logs
from jobs.sources.containers import Member, leaves_its_folder, members, opened
from jobs.sources.outcome import Outcome
from jobs.sources.parsed import BrokenFile, Parsed, Reject, refuse
from jobs.sources.parts import WHOLE, Part, span_of
from jobs.sources.sniff import Sniffed, sniff
from jobs.sources.spans import Unjoined

Opened = Callable[[Path], IO[bytes]]
PARSERS = {
    "apple_health": apple_health.parse,
    "apple_ecg": ecg.parse,
    "apple_resaved": resaved.parse,
    "gpx": gpx.parse,
    "oura": oura.parse,
    "daily_tables": daily_tables.parse,
}


@dataclass(frozen=True, slots=True)
class LandedFile:
    """A file to read: whose it is, where it is, and its name below the athlete's folder."""

    user_id: str
    path: str
    name: str
    sha256: str
    bytes: int
    topic: str | None = None
    """Of a history file, which is not sniffed."""
    unit: str | None = None
    """kg or lb, said by the owner of a strength log that does not tell."""


def read_file(
    file: LandedFile, outcome: Outcome, part: Part = WHOLE, opened: Opened = opened
) -> Iterator[tuple[str, Parsed]]:
    """Yield (source, record or reject) of a file, never an error; fill `outcome` on the way."""
    try:
        for source, parsed in _members(file, outcome, part, opened):
            if isinstance(parsed, Reject):
                outcome.rejected[parsed.reason] += 1
            else:
                outcome.records[file.topic or source] += 1
                if source == "apple_health":
                    outcome.kinds[parsed.kind] += 1
            yield source, parsed
    except BrokenFile as broken:
        outcome.break_off("", broken)


def _members(
    file: LandedFile, outcome: Outcome, part: Part, opened: Opened
) -> Iterator[tuple[str, Parsed]]:
    """Read the members of a part: the first has all before the biggest, the last all behind it."""
    turn = 0
    for member in members(Path(file.path), opened=opened):
        if member.biggest:
            yield from _read_member(file, member, outcome, part)
            turn = part.of - 1
        elif part.number == turn:
            yield from _read_member(file, member, outcome, WHOLE)


def _read_member(
    file: LandedFile, member: Member, outcome: Outcome, part: Part
) -> Iterator[tuple[str, Parsed]]:
    if leaves_its_folder(member.name):
        if part.number == 0:
            outcome.miss(member.name, "not_an_export", "a name outside the archive's folder")
            yield "archive", refuse("unsafe_name", member.name, "")
        return
    try:
        found = Sniffed("events", "", "") if file.topic else sniff(member.stream, file.unit)
        if found.source == "apple_health" and part.of > 1:
            outcome.sources.add(found.source)
            span = span_of(Path(file.path), part)
            for one in apple_health.parse(member.stream, outcome.notes, span):
                yield found.source, one
        elif part.number == 0:
            yield from _read_whole(file, member, found, outcome)
    except Unjoined:
        outcome.alone = False
    except BrokenFile as broken:
        outcome.break_off(member.name, broken)


def _read_whole(
    file: LandedFile, member: Member, found: Sniffed, outcome: Outcome
) -> Iterator[tuple[str, Parsed]]:
    if found.source is None:
        outcome.miss(member.name, found.reason, found.detail)
        return
    outcome.sources.add(found.source)
    for one in _parsed(found.source, file, member, outcome):
        yield found.source, one


def _parsed(source: str, file: LandedFile, member: Member, outcome: Outcome) -> Iterator[Parsed]:
    if file.topic:
        return history.parse(member.stream, file.topic, outcome.notes)
    if source in logs.PARSERS:
        return logs.PARSERS[source](member.stream, outcome.notes, file.unit)
    return PARSERS[source](member.stream, outcome.notes)
