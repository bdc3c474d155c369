"""Safety events of a day, from the messages that the database holds of them."""

from collections import Counter
from datetime import datetime, timedelta

import orjson
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.domain import topics
from serving.db.outbox import OutboxMessage

DAY = timedelta(hours=24)
LEVELS = ("emergency", "crisis", "refer")


def incidents(session: Session, now: datetime) -> list[tuple[str, int]]:
    """Return per level, the worst first, how many athletes had one recorded in 24 hours.

    Athletes, not messages: whoever says a symptom twice is one person in need.
    """
    query = select(OutboxMessage.value).where(
        # both sides by the outbox's index; what was sent earlier was recorded earlier
        or_(OutboxMessage.published_at.is_(None), OutboxMessage.published_at > now - DAY),
        OutboxMessage.topic == topics.ATHLETE_EVENTS.name,
    )
    events = [orjson.loads(value) for value in session.scalars(query)]
    seen = {
        (event["payload"]["level"], event["user_id"])
        for event in events
        if event["kind"] == "safety"
        and now - DAY < datetime.fromisoformat(event["recorded_at"]) <= now
    }
    athletes = Counter(level for level, _ in seen)
    return [(level, athletes[level]) for level in LEVELS if athletes[level]]
