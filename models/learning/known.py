"""What is known of one decision: the JSON in `posterior_updates.known`."""

import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from models.domain.codec import from_json, to_json
from models.domain.events import Reward


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one event said about one offered activity."""

    completed: bool
    after: int | None
    at: datetime
    """Time of record."""
    event_id: str

    @property
    def stamp(self) -> tuple[datetime, str]:
        """Return the place in the order of one decision's events."""
        return (self.at, self.event_id)


def _plain(value: Any) -> Any:
    """Return one level of a record, for the encoder to go on with: a tenth of `to_json`'s time."""
    if isinstance(value, datetime):
        return to_json(value)
    return {f.name: getattr(value, f.name) for f in fields(value)}


ENCODER = json.JSONEncoder(default=_plain, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that is known of one decision after an event; JSON in `known`."""

    planned: dict[str, float]
    """Dose per activity_id (decimal digits)."""
    mood: int | None
    censored: bool
    answers: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    """Per activity_id everything that was said, in the order of record."""
    reward: Reward | None = None
    """Set by the close."""
    closed_at: datetime | None = None
    """Time of record of the close."""
    closed_by: str = ""
    applied: tuple[int, ...] = ()
    """(weight, r) of the revision that stands; empty when none does."""

    def text(self) -> str:
        """Return compact JSON with sorted keys: equal knowledge, equal bytes."""
        return ENCODER.encode(self)

    @classmethod
    def of(cls, text: str) -> "Known":
        """Read what `text` wrote; RecordError when it is something else."""
        return from_json(cls, json.loads(text))

    def standing(self) -> dict[str, Answer]:
        """Return the last word about each activity, as of the close where there is one."""
        until = (self.closed_at, self.closed_by) if self.closed_at else None
        counted = {
            key: [a for a in said if until is None or a.stamp < until]
            for key, said in self.answers.items()
        }
        return {key: said[-1] for key, said in counted.items() if said}
