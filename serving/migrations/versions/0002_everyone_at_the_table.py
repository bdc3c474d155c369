"""The coach's conversations, red flags of the body, imports, experiments and erasures."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen conversations and create the new tables."""
    with op.batch_alter_table("conversations") as conversations:
        for column in (
            sa.Column("level", sa.String(16), nullable=False, server_default="ok"),
            sa.Column("coach", sa.String(64), nullable=True),
            sa.Column("tools", sa.JSON(), nullable=False, server_default="[]"),
        ):
            conversations.add_column(column)
    op.create_table(
        "red_flags",
        _number("id"),
        _text("user_id", 64),
        _text("reason", 32),
        _text("level", 16),
        sa.Column("detail", sa.Text(), nullable=False),
        _time("occurred_at"),
        _athlete_of("red_flags"),
        sa.PrimaryKeyConstraint("id", name="pk_red_flags"),
    )
    op.create_index("ix_red_flags_user_time", "red_flags", ["user_id", "occurred_at"])
    op.create_table(
        "imports",
        _text("job_id", 36),
        _text("user_id", 64),
        _text("name", 200),
        _number("bytes"),
        _time("created_at"),
        _athlete_of("imports"),
        sa.PrimaryKeyConstraint("job_id", name="pk_imports"),
    )
    op.create_index("ix_imports_user_id", "imports", ["user_id"])
    op.create_table(
        "assignments",
        _number("id"),
        _text("user_id", 64),
        _text("experiment", 64),
        _text("arm", 16),
        _time("assigned_at"),
        _athlete_of("assignments"),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.UniqueConstraint("user_id", "experiment", name="uq_assignments_user_experiment"),
    )
    op.create_table(
        "erasures",
        _text("erasure_id", 36),
        _text("user_id", 64),
        _time("requested_at"),
        _time("finished_at", nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("erasure_id", name="pk_erasures"),
        sa.UniqueConstraint("user_id", name="uq_erasures_user_id"),
    )


def downgrade() -> None:
    """Drop the new tables and columns."""
    for table in ("erasures", "assignments", "imports", "red_flags"):
        op.drop_table(table)
    with op.batch_alter_table("conversations") as conversations:
        for column in ("tools", "coach", "level"):
            conversations.drop_column(column)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _athlete_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["athletes.user_id"], name=f"fk_{table}_user_id")
