"""Imports of exports: whose file a job reads; how far it is stands in the job's own file."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from serving.db.base import Base, UtcTime


class Import(Base):
    """One uploaded export."""

    __tablename__ = "imports"

    job_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("athletes.user_id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
