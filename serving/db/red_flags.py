"""Red flags of the body: a vital sign that no training plan may ignore."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class RedFlag(Base):
    """One vital sign beyond its limit, as it was measured."""

    __tablename__ = "red_flags"
    __table_args__ = (Index("ix_red_flags_user_time", "user_id", "occurred_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"))
    reason: Mapped[str] = mapped_column(String(32))
    level: Mapped[str] = mapped_column(String(16))
    """refer | emergency."""
    detail: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(UtcTime)
