"""Take a decision out of force: its record says by what, and its reward is censored."""

import dataclasses
from datetime import datetime

import orjson
from sqlalchemy.orm import Session

from models.domain import topics
from models.domain.codec import from_json
from models.domain.decisions import Decision
from models.domain.events import Feedback, Reward
from models.domain.ids import close_event_id
from serving.db.decisions import DecisionRow
from serving.db.outbox import enqueue


def supersede(session: Session, row: DecisionRow, *, by: str, at: datetime) -> None:
    """Mark a decision as replaced and publish that; its close carries no reward."""
    row.superseded_by = by
    record = from_json(Decision, orjson.loads(row.record))
    row.record = enqueue(session, topics.DECISIONS, dataclasses.replace(record, superseded_by=by))
    enqueue(session, topics.FEEDBACK, _censored_close(record, at))


def _censored_close(record: Decision, at: datetime) -> Feedback:
    reward = Reward(
        goal=None,
        recovery=None,
        burden=0.0,
        red_readiness=None,
        censored=True,
        revision=1,
        definition=record.reward_definition,
    )
    return Feedback(
        event_id=close_event_id(record.decision_id),
        kind="close",
        decision_id=record.decision_id,
        user_id=record.user_id,
        occurred_at=at,
        recorded_at=at,
        reward=reward,
    )
