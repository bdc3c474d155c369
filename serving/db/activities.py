"""Assigned activities: the mission's Activity model, one row a place of a slate."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class Activity(Base):
    """One activity that was assigned, and what the athlete said about it."""

    __tablename__ = "activities"
    # the id of an erased row is never given again
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), index=True)
    slot: Mapped[int]
    catalogue_id: Mapped[str] = mapped_column(String(64))
    activity_type: Mapped[str] = mapped_column(String(16))
    activity_name: Mapped[str] = mapped_column(String(120))
    segment: Mapped[str] = mapped_column(String(64))
    rl_action_id: Mapped[int]
    description: Mapped[str] = mapped_column(Text)
    duration_minutes: Mapped[int]
    intensity: Mapped[str] = mapped_column(String(16))
    assigned_date: Mapped[datetime] = mapped_column(UtcTime)
    completion_date: Mapped[datetime | None] = mapped_column(UtcTime)
    completed: Mapped[bool] = mapped_column(default=False)
    motivation_before: Mapped[int | None]
    motivation_after: Mapped[int | None]
    difficulty_rating: Mapped[int | None]
    rpe: Mapped[int | None]
    pain: Mapped[int | None]
    pain_site: Mapped[str | None] = mapped_column(String(16))
    notes: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
