"""Check-ins as they were said."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class Checkin(Base):
    """One check-in: 5 = best sleep, 5 = worst soreness, stress and anxiety; pain 0-10."""

    __tablename__ = "checkins"
    __table_args__ = (Index("ix_checkins_user_time", "user_id", "occurred_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"))
    mood: Mapped[int | None]
    sleep_quality: Mapped[int | None]
    stress: Mapped[int | None]
    anxiety: Mapped[int | None]
    soreness: Mapped[int | None]
    pain: Mapped[int | None]
    pain_site: Mapped[str | None] = mapped_column(String(16))
    symptoms: Mapped[list[str]] = mapped_column(JSON)
    notes: Mapped[str | None] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(UtcTime)
