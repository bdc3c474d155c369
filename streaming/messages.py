"""Raw messages of a batch: valid records, or refused with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.domain.events import DeadLetter
from models.domain.rows import EventRecord, Quarantined
from models.learning.messages import Refusal, record_of


@dataclass(frozen=True, slots=True)
class Refused:
    """One message that can't be learnt from."""

    event: EventRecord
    reason: str
    detail: str

    def letter(self) -> DeadLetter:
        """Return the message for those who watch `dead-letters.v1`."""
        return DeadLetter(
            topic=self.event.topic,
            partition=self.event.partition,
            offset=self.event.offset,
            reason=self.reason,
            detail=self.detail,
            payload=self.event.value,
            recorded_at=self.event.broker_ts,
        )

    def row(self) -> Quarantined:
        """Return the row of bronze.quarantine."""
        return Quarantined(
            user_id=None,
            source=f"{self.event.topic}/{self.event.partition}",
            file_sha256=None,
            ordinal=self.event.offset,
            reason=self.reason,
            detail=self.detail,
            raw=self.event.value,
            quarantined_at=self.event.broker_ts,
        )


def read(events: Iterable[EventRecord]) -> tuple[list[Any], list[Refused]]:
    """Return a batch's valid records and its refusals, each in order of arrival."""
    records: list[Any] = []
    refused: list[Refused] = []
    for event in events:
        try:
            records.append(record_of(event.topic, event.value))
        except Refusal as refusal:
            refused.append(Refused(event, refusal.reason, refusal.detail))
    return records, refused
