"""Assignments: which arm of an experiment an athlete is in, once and for all."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class Assignment(Base):
    """One athlete's arm in one experiment; a second row for the same pair is refused."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("user_id", "experiment", name="uq_assignments_user_experiment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"))
    experiment: Mapped[str] = mapped_column(String(64))
    arm: Mapped[str] = mapped_column(String(16))
    assigned_at: Mapped[datetime] = mapped_column(UtcTime)
