"""Messages between an athlete and the coach."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class Message(Base):
    """One message; `role` is athlete or coach."""

    __tablename__ = "conversations"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(16), server_default="ok")
    """What the coach's safety gate made of it: ok | modify | refer | emergency | crisis."""
    coach: Mapped[str | None] = mapped_column(String(64))
    """Who answered: `deterministic`, or the language model's name."""
    tools: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")
    """Names and results of the tools that the answer rests on."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
