"""A small history of a logging policy, in the lake without Spark: what the later jobs need."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from infra.settings import Settings
from jobs.records import append_records, replace_records
from models.catalogue.activities import activities
from models.domain.codec import to_json
from models.domain.decisions import ACTIONS, Decision
from models.domain.events import AthleteEvent, CheckinEvent, Feedback
from models.domain.ids import uuid7
from models.domain.rows import EventRecord
from models.domain.tables import EVENTS, TRAINING_ROWS
from models.domain.topics import ATHLETE_EVENTS, CHECKINS, DECISIONS, FEEDBACK
from models.learning.chronicle import chronicle
from models.learning.mornings import due
from models.learning.table import training_rows
from tests.builders.chronicles import profile_event
from tests.builders.decisions import decision, said, slot

ATHLETES, DAYS, SLATE = 24, 40, 5
START = datetime(2026, 8, 1, 7, tzinfo=UTC)
AS_OF = datetime(2026, 9, 10, 3, tzinfo=UTC)
NAMES = tuple(activities())
TOPIC = {
    Decision: DECISIONS.name,
    Feedback: FEEDBACK.name,
    CheckinEvent: CHECKINS.name,
    AthleteEvent: ATHLETE_EVENTS.name,
}


@cache
def athletes() -> dict[str, tuple[Any, ...]]:
    """Return each athlete's records: moods decide, action 2 helps; closes included."""
    return dict(_athlete(index) for index in range(ATHLETES))


def _athlete(index: int) -> tuple[str, tuple[Any, ...]]:
    rng = np.random.default_rng(index)
    user = f"00000000-0000-4000-8000-{index:012d}"
    level = rng.normal(0.3, 1.0)
    records: list[Any] = [_of(user, profile_event(START), rng)]
    for day in range(DAYS):
        records += _day(user, level, START + timedelta(days=day), rng)
    return user, (*records, *due(chronicle(user, records, ()), AS_OF))


def _of(user: str, event: Any, rng: np.random.Generator) -> Any:

    return replace(event, user_id=user, event_id=uuid7(event.recorded_at, _bits(rng)))


def _day(user: str, level: float, at: datetime, rng: np.random.Generator) -> list[Any]:
    mood = int(rng.integers(1, 6))
    checkin = CheckinEvent(
        event_id=uuid7(at, _bits(rng)), user_id=user, mood=mood, symptoms=[],
        occurred_at=at, recorded_at=at,
    )  # fmt: skip
    plan = _decision(user, at + timedelta(minutes=30), rng)
    logit = level + 0.8 * (mood - 3) + (0.8 if plan.action == 2 else 0.0)
    done = rng.random(SLATE) < 1 / (1 + np.exp(-logit))
    answers = [
        said(
            plan, s.activity_id, done=bool(d), user_id=user,
            event_id=uuid7(at + timedelta(hours=9), _bits(rng)),
            motivation_before=3, motivation_after=4 if d else None,
        )
        for s, d in zip(plan.slate, done, strict=True)
    ]  # fmt: skip
    return [checkin, plan, *answers]


def _decision(user: str, at: datetime, rng: np.random.Generator) -> Decision:
    allowed = sorted({0, 2, *(int(a) for a in rng.choice(ACTIONS, 5))})
    probabilities = [0.5 / len(allowed) * (a in allowed) + 0.5 * (a == 0) for a in range(ACTIONS)]
    action = int(rng.choice(ACTIONS, p=probabilities))
    names = rng.choice(len(NAMES), SLATE, replace=False)
    return decision(
        decision_id=uuid7(at, _bits(rng)), user_id=user, decided_at=at, allowed_actions=allowed,
        exploration_set=allowed, action=action, action_probability=probabilities[action],
        action_probabilities=probabilities, rules_action=0, phi=[], encoder_version=None,
        slate=[slot(n, NAMES[i]) for n, i in enumerate(names, 1)], tags={"generated": "test"},
    )  # fmt: skip


def _bits(rng: np.random.Generator) -> int:
    return int(rng.integers(0, 1 << 62))


def event_records(records: tuple[Any, ...]) -> list[EventRecord]:
    """Return records as lines of history."""
    rows: list[EventRecord] = []
    offsets: dict[str, int] = defaultdict(int)
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
