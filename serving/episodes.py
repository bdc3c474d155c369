"""Closed episodes of the whole policy, from which exploration follows (design.md 3)."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from serving.db.decisions import DecisionRow

WINDOW = timedelta(hours=36)
"""An episode closes when every activity is reported, or after this time."""


def closed_episodes(session: Session, now: datetime) -> int:
    """Return how many standing decisions of all athletes have closed."""
    closed = or_(DecisionRow.reported_at.is_not(None), DecisionRow.decided_at <= now - WINDOW)
    query = select(func.count()).where(DecisionRow.superseded_by.is_(None), closed)
    return session.execute(query).scalar_one()
