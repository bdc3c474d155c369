"""The outbox: messages committed together with the rows they speak of (design.md 4)."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.domain.codec import to_json
from models.domain.topics import Topic
from serving.db.base import Base, UtcTime


class OutboxMessage(Base):
    """One message for Kafka, in the order in which it was written."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "published_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)


class RelayLease(Base):
    """Who relays now: two relays at once would break the order of an athlete's messages."""

    __tablename__ = "relay_lease"

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(36))
    until: Mapped[float]
    """Seconds since the epoch on the wall clock."""


def enqueue(session: Session, topic: Topic, record: Any) -> str:
    """Add a record to the outbox; return its JSON text as it will be published."""
    value = orjson.dumps(to_json(record)).decode()
    session.add(OutboxMessage(topic=topic.name, key=getattr(record, topic.key), value=value))
    return value
