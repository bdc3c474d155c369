"""What an athlete was offered before they came here: only what the gate's pauses ask."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class ImportedDecision(Base):
    """One standing decision of a history file; its record is in the lake, not here."""

    __tablename__ = "imported_decisions"
    __table_args__ = (Index("ix_imported_decisions_user_time", "user_id", "decided_at"),)

    decision_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"))
    day: Mapped[date]
    decided_at: Mapped[datetime] = mapped_column(UtcTime)
    action: Mapped[int]
