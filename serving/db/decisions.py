"""Decisions: the record as it was published, and the few columns the API asks by."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from serving.db.activities import Activity
from serving.db.base import Base, UtcTime


class DecisionRow(Base):
    """One decision of an athlete; `number` counts the decisions of a local day from 1."""

    __tablename__ = "decisions"
    __table_args__ = (
        # of two simultaneous requests one wins; the other reads the winner's plan
        UniqueConstraint("user_id", "day", "number", name="uq_decisions_user_day_number"),
        Index("ix_decisions_closing", "superseded_by", "reported_at", "decided_at"),
    )

    decision_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"))
    day: Mapped[date]
    number: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(UtcTime)
    action: Mapped[int]
    segment: Mapped[str] = mapped_column(String(64))
    rung: Mapped[str] = mapped_column(String(16))
    superseded_by: Mapped[str | None] = mapped_column(String(36))
    reported_at: Mapped[datetime | None] = mapped_column(UtcTime)
    engagement_before: Mapped[float]
    session_rating: Mapped[int | None]
    session_notes: Mapped[str] = mapped_column(Text, default="")
    record: Mapped[str] = mapped_column(Text)
    activities: Mapped[list[Activity]] = relationship(order_by=Activity.slot, lazy="selectin")
