"""What became of a file that was read, or of a part of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from jobs.sources.parsed import BrokenFile, Truncated

UNIT_UNKNOWN, TRUNCATED, BROKEN = "unit_unknown", "truncated", "broken"
WORST_LAST = ("not_an_export", "unsupported_source", UNIT_UNKNOWN, TRUNCATED, BROKEN)


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
    kinds: Counter[str] = field(default_factory=Counter)
    """Of Apple's records, under Apple's own identifiers."""
    part: int = 0
    alone: bool = True
    """Whether a part could be read without the rest of its file."""

    @classmethod
    def of(cls, parts: Sequence["Outcome"]) -> "Outcome":
        """Return what became of a file, from its parts in their order."""
        whole = cls()
        for one in parts:
            whole.details += one.details
            for name in ("sources", "reasons", "damage", "records", "rejected", "notes", "kinds"):
                getattr(whole, name).update(getattr(one, name))
        return whole

    @classmethod
    def from_summary(cls, told: dict[str, Any]) -> "Outcome":
        """Return what `summary` told."""
        kinds = {"sources": set, "reasons": set, "damage": set, "details": list}
        counts = dict.fromkeys(("records", "rejected", "notes", "kinds"), Counter)
        return cls(**{name: (kinds | counts).get(name, _same)(v) for name, v in told.items()})

    def summary(self) -> dict[str, Any]:
        """Return it as JSON values."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: sorted(v) if isinstance(v, set) else v for name, v in values.items()}

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

    @property
    def source(self) -> str | None:
        """Return what it was taken for; several with a plus."""
        return "+".join(sorted(self.sources)) or None

    @property
    def read(self) -> int:
        """Return how many records and rejects it gave."""
        return self.records.total() + self.rejected.total()

    def miss(self, member: str, reason: str, detail: str) -> None:
        """Note that a member (empty: the file itself) was not read."""
        self.reasons.add(reason)
        self.details.append(f"{member}: {detail}" if member else detail)

    def break_off(self, member: str, broken: BrokenFile) -> None:
        """Note that a member was not read to its end."""
        reason = TRUNCATED if isinstance(broken, Truncated) else BROKEN
        self.damage.add(reason)
        self.miss(member, reason, str(broken))


def _same(value: Any) -> Any:
    return value
