"""One file from its bytes to rows, whatever is in it, and what became of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobs.sources import apple_health, daily_tables, history, oura
from jobs.sources import strength_logs as logs
from jobs.sources.containers import Member, leaves_its_folder, members
from jobs.sources.parsed import BrokenFile, Parsed, Reject, Truncated, refuse
from jobs.sources.sniff import Sniffed, sniff

PARSERS = {
    "apple_health": apple_health.parse,
    "oura": oura.parse,
    "daily_tables": daily_tables.parse,
}
UNIT_UNKNOWN = "unit_unknown"
TRUNCATED, BROKEN = "truncated", "broken"
WORST_LAST = ("not_an_export", "unsupported_source", UNIT_UNKNOWN, TRUNCATED, BROKEN)


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


@dataclass(slots=True)
class Outcome:
    """What became of a file; filled while it is read."""

    sources: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    """Why members were not read."""
    damage: set[str] = field(default_factory=set)
    """TRUNCATED where a member ends early, BROKEN where it, or an archive, cannot be read on."""
    details: list[str] = field(default_factory=list)
    records: Counter[str] = field(default_factory=Counter)
    """Per source; per topic for history files."""
    rejected: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def status(self) -> str:
        """Return `ingested`, or the gravest reason when nothing was read or reading broke off."""
        if self.sources and not self.damage:
            return "ingested"
        return max(self.damage or self.reasons, key=WORST_LAST.index, default=BROKEN)

    @property
    def detail(self) -> str:
        """Return one line about it."""
        notes = [f"{count} {name}" for name, count in sorted(self.notes.items())]
        return "; ".join([*self.details[:8], *notes])[:1000]

    def summary(self) -> dict[str, Any]:
        """Return it as JSON values."""
        counts = {"records": dict(self.records), "rejected": dict(self.rejected)}
        counts["noted"] = dict(self.notes)
        source = "+".join(sorted(self.sources)) or None
        return {"source": source, "status": self.status, "detail": self.detail, **counts}

    def miss(self, member: str, reason: str, detail: str) -> None:
        """Note that a member (empty: the file itself) was not read."""
        self.reasons.add(reason)
        self.details.append(f"{member}: {detail}" if member else detail)

    def break_off(self, member: str, broken: BrokenFile) -> None:
        """Note that a member was not read to its end."""
        reason = TRUNCATED if isinstance(broken, Truncated) else BROKEN
        self.damage.add(reason)
        self.miss(member, reason, str(broken))


def read_file(file: LandedFile, outcome: Outcome) -> Iterator[tuple[str, Parsed]]:
    """Yield (source, record or reject) of a file, never an error; fill `outcome` on the way."""
    try:
        for member in members(Path(file.path)):
            for source, parsed in _read_member(file, member, outcome):
                if isinstance(parsed, Reject):
                    outcome.rejected[parsed.reason] += 1
                else:
                    outcome.records[file.topic or source] += 1
                yield source, parsed
    except BrokenFile as broken:
        outcome.break_off("", broken)


def _read_member(
    file: LandedFile, member: Member, outcome: Outcome
) -> Iterator[tuple[str, Parsed]]:
    if leaves_its_folder(member.name):
        outcome.miss(member.name, "not_an_export", "a name outside the archive's folder")
        yield "archive", refuse("unsafe_name", member.name, "")
        return
    try:
        found = Sniffed("events", "", "") if file.topic else sniff(member.stream, file.unit)
        if found.source is None:
            outcome.miss(member.name, found.reason, found.detail)
            return
        outcome.sources.add(found.source)
        yield from ((found.source, one) for one in _parsed(found.source, file, member, outcome))
    except BrokenFile as broken:
        outcome.break_off(member.name, broken)


def _parsed(source: str, file: LandedFile, member: Member, outcome: Outcome) -> Iterator[Parsed]:
    if file.topic:
        return history.parse(member.stream, file.topic, outcome.notes)
    if source in logs.PARSERS:
        return logs.PARSERS[source](member.stream, outcome.notes, file.unit)
    return PARSERS[source](member.stream, outcome.notes)
