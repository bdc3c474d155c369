"""What every table shares: one metadata with named constraints, and times that are UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of the mapped classes."""

    metadata = MetaData(naming_convention=NAMING)


# SQLAlchemy passes the dialect; UTC is the same in all of them
# ruff: noqa: ARG002
class UtcTime(TypeDecorator[datetime]):
    """A time with a zone; SQLite forgets zones, so both databases store UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC without a zone; a naive time is a defect."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a naive time reached the database: {value.isoformat()}")
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the time with its zone."""
        return value.replace(tzinfo=UTC) if value is not None else None
