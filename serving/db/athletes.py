"""Athletes: who is behind a user_id (the mapping stands nowhere else) and what they told us."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from serving.db.base import Base, UtcTime

ENGAGEMENT_START = 0.05
"""`engagement_score` of a newcomer (statistics.md 10)."""


class Goal(Base):
    """A goal and since when it holds; the newest row is the current one."""

    __tablename__ = "goals"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"), index=True)
    goal: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime] = mapped_column(UtcTime)


class Injury(Base):
    """An injury as the athlete last described it."""

    __tablename__ = "injuries"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"), index=True)
    site: Mapped[str] = mapped_column(String(16))
    since: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(16))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)


class Consent(Base):
    """A consent that was given; withdrawal is a later row."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"), index=True)
    given: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)


class Athlete(Base):
    """One athlete: the mapping external_id -> user_id, the profile and the engagement score."""

    __tablename__ = "athletes"

    user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    experience: Mapped[str] = mapped_column(String(16))
    days_per_week: Mapped[int]
    minutes_per_day: Mapped[int]
    equipment: Mapped[list[str]] = mapped_column(JSON)
    birth_year: Mapped[int | None]
    sex: Mapped[str | None] = mapped_column(String(16))
    timezone: Mapped[str] = mapped_column(String(64))
    screening: Mapped[dict[str, Any]] = mapped_column(JSON)
    screened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the health questions were last answered; they are asked again after a year."""
    conditions: Mapped[list[str]] = mapped_column(JSON)
    engagement_score: Mapped[float] = mapped_column(default=ENGAGEMENT_START)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    goals: Mapped[list[Goal]] = relationship(
        order_by=Goal.id, lazy="selectin", cascade="all, delete-orphan"
    )
    injuries: Mapped[list[Injury]] = relationship(
        order_by=Injury.id, lazy="selectin", cascade="all, delete-orphan"
    )
    consents: Mapped[list[Consent]] = relationship(
        order_by=Consent.id, cascade="all, delete-orphan"
    )
