"""A small generated history, in the lake without Spark: what the jobs after it need."""

import json
from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from infra.settings import Settings
from jobs.records import append_records, replace_records
from models.domain.codec import to_json
from models.domain.decisions import Decision
from models.domain.events import AthleteEvent, CheckinEvent, Feedback
from models.domain.rows import EventRecord
from models.domain.tables import EVENTS, TRAINING_ROWS
from models.domain.topics import ATHLETE_EVENTS, CHECKINS, DECISIONS, FEEDBACK
from models.learning.chronicle import chronicle
from models.learning.mornings import due
from models.learning.table import training_rows
from models.simulator.life import Span, live
from models.simulator.truth import traits_of

ATHLETES, DAYS = 24, 40
AS_OF = datetime(2026, 9, 10, 3, tzinfo=UTC)
SPAN = Span(seed=11, start=date(2026, 8, 1), days=DAYS)
TOPIC = {
    Decision: DECISIONS.name,
    Feedback: FEEDBACK.name,
    CheckinEvent: CHECKINS.name,
    AthleteEvent: ATHLETE_EVENTS.name,
}


@cache
def athletes() -> dict[str, tuple[Any, ...]]:
    """Return each athlete's records, closes included."""
    found = {}
    for index in range(ATHLETES):
        user_id = f"00000000-0000-4000-8000-{index:012d}"
        diary = live(traits_of(SPAN.seed, index, DAYS, user_id), SPAN)
        records = (*diary.profiles, *diary.checkins, *diary.decisions, *diary.feedback)
        found[user_id] = (*records, *due(chronicle(user_id, records, ()), AS_OF))
    return found


def event_records(records: tuple[Any, ...], first: int = 0) -> list[EventRecord]:
    """Return records as lines of history."""
    rows, offsets = [], defaultdict(lambda: first)
    for record in records:
        topic = TOPIC[type(record)]
        at = record.decided_at if isinstance(record, Decision) else record.recorded_at
        rows.append(
            EventRecord(
                topic=topic, partition=-1, offset=offsets[topic], key=record.user_id,
                value=json.dumps(to_json(record)), broker_ts=at, date=at.date(),
            )
        )  # fmt: skip
        offsets[topic] += 1
    return rows


def fill_lake(settings: Settings) -> None:
    """Write bronze.events and gold.training_rows."""
    records = tuple(record for own in athletes().values() for record in own)
    append_records(event_records(records), EVENTS, settings)
    rows = [
        row
        for user, own in athletes().items()
        for row in training_rows(chronicle(user, own, ()), AS_OF)
    ]
    replace_records(rows, TRAINING_ROWS, settings)
