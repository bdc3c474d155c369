"""What an athlete was offered before they came here."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of imported decisions."""
    op.create_table(
        "imported_decisions",
        sa.Column("decision_id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["athletes.user_id"], name="fk_imported_decisions_user_id"
        ),
        sa.PrimaryKeyConstraint("decision_id", name="pk_imported_decisions"),
    )
    op.create_index(
        "ix_imported_decisions_user_time", "imported_decisions", ["user_id", "decided_at"]
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("imported_decisions")
