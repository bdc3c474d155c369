"""What an athlete reported today and the newest plan no longer holds."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.db.activities import Activity
from serving.db.decisions import DecisionRow
from serving.replies import ActivityReply
from serving.views import activity_reply


def reported_elsewhere(
    session: Session, user_id: str, day: date, plan_id: str | None
) -> list[ActivityReply]:
    """Return the day's reported activities of other decisions than a plan's, oldest first.

    Each stays with its own decision: this moves no feedback.
    """
    query = (
        select(Activity)
        .join(DecisionRow, DecisionRow.decision_id == Activity.decision_id)
        .where(
            DecisionRow.user_id == user_id,
            DecisionRow.day == day,
            DecisionRow.decision_id != plan_id,
            Activity.reported_at.is_not(None),
        )
    )
    rows = session.scalars(query.order_by(Activity.reported_at, Activity.id))
    return [activity_reply(row, {}) for row in rows]
