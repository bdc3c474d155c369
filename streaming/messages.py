"""Raw messages of a batch: valid records, or refused with a reason."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.domain.codec import RecordError, from_json
from models.domain.rows import EventRecord
from models.domain.topics import INGESTED

RECORDS = {topic.name: topic.record for topic in INGESTED}
AHEAD = timedelta(minutes=5)
"""An event may have happened at most so long after it was recorded (design.md, Clock)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One valid message."""

    event: EventRecord
    record: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """One message that can't be learnt from: a reason code and words."""

    event: EventRecord
    reason: str
    detail: str


def read(events: Iterable[EventRecord]) -> tuple[list[Accepted], list[Refused]]:
    """Return a batch's valid records and its refusals, each in order of arrival."""
    accepted: list[Accepted] = []
    refused: list[Refused] = []
    for event in events:
        one = _read(event)
        if isinstance(one, Accepted):
            accepted.append(one)
        else:
            refused.append(one)
    return accepted, refused


def _read(event: EventRecord) -> Accepted | Refused:
    try:
        record = from_json(RECORDS[event.topic], json.loads(event.value))
    except json.JSONDecodeError as error:
        return Refused(event, "not_json", str(error))
    except RecordError as error:
        return Refused(event, "bad_record", str(error))
    occurred: datetime | None = getattr(record, "occurred_at", None)
    if occurred is not None and occurred > record.recorded_at + AHEAD:
        return Refused(event, "in_the_future", f"{occurred} is after {record.recorded_at}")
    return Accepted(event, record)
