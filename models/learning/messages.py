"""Which messages count: one rule for the stream, the rebuild and the training set.

Whatever passes here can be learnt from, so one bad message can never stop the stream.
"""

import json
from datetime import timedelta
from typing import Any

from models.catalogue.activities import INTENSITY_WEIGHT
from models.domain.codec import RecordError, from_json
from models.domain.decisions import ACTIONS, PHI_DIM, Decision
from models.domain.events import Feedback, WearableSample
from models.domain.ids import decided_day
from models.domain.topics import INGESTED
from models.features import samples

RECORDS = {topic.name: topic.record for topic in INGESTED}
AHEAD = timedelta(minutes=5)
"""An event may have happened at most so long after it was recorded (design.md, Clock)."""
PHI_LIMIT = 1 << 15


class Refusal(ValueError):
    """A message that does not count: a reason code and words."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def record_of(topic: str, value: str) -> Any:
    """Return the record of a message; raises Refusal for one that does not count."""
    if topic not in RECORDS:
        raise Refusal("unknown_topic", topic)
    record = _parsed(RECORDS[topic], value)
    occurred = getattr(record, "occurred_at", None)
    if occurred is not None and occurred - record.recorded_at > AHEAD:
        raise Refusal("in_the_future", f"{occurred} is after {record.recorded_at}")
    if isinstance(record, Decision | Feedback):
        _check_id(record.decision_id)
    if isinstance(record, Decision):
        _check_decision(record)
    if isinstance(record, WearableSample):
        _check_sample(record)
    return record


def _parsed(kind: type[Any], value: str) -> Any:
    try:
        # bytes that are no UTF-8 can't be written to the lake
        record = from_json(kind, json.loads(value))
        f"{record.user_id}{getattr(record, 'event_id', '')}".encode()
    except (RecordError, OverflowError, UnicodeError) as error:
        raise Refusal("bad_record", str(error)) from error
    except (ValueError, RecursionError) as error:
        raise Refusal("not_json", str(error)) from error
    return record


def _check_id(decision_id: str) -> None:
    try:
        decided_day(decision_id)
    except (ValueError, OverflowError, OSError) as error:
        raise Refusal("bad_id", f"decision_id {decision_id!r}: {error}") from error


def _check_sample(sample: WearableSample) -> None:
    try:
        samples.check(sample, sample.recorded_at)
    except samples.Unfit as unfit:
        raise Refusal(unfit.reason, str(unfit)) from unfit


def _check_decision(decision: Decision) -> None:
    if not 0 <= decision.action < ACTIONS:
        raise Refusal("bad_record", f"action {decision.action} is none of 0..{ACTIONS - 1}")
    if len(decision.phi) not in (0, PHI_DIM):
        raise Refusal("bad_record", f"phi has {len(decision.phi)} numbers, not {PHI_DIM}")
    if any(not -PHI_LIMIT <= value < PHI_LIMIT for value in decision.phi):
        raise Refusal("bad_record", "phi has numbers beyond 16 bits")
    unknown = {s.intensity for s in decision.slate} - set(INTENSITY_WEIGHT)
    if unknown:
        raise Refusal("bad_record", f"intensity {min(unknown)!r} is unknown")
