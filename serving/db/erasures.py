"""Erasures: that a person was erased, where and when; nothing of the person but the surrogate."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class Erasure(Base):
    """One request to be forgotten; no foreign key, for the athlete's row is gone."""

    __tablename__ = "erasures"

    erasure_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64), unique=True)
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Store -> what was erased there."""
