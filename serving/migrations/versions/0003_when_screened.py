"""When the health questions were answered, and conditions that a plan must know of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen athletes; answers that are there count from the day the athlete came."""
    with op.batch_alter_table("athletes") as athletes:
        athletes.add_column(sa.Column("screened_at", sa.DateTime(), nullable=True))
        athletes.add_column(sa.Column("conditions", sa.JSON(), nullable=False, server_default="[]"))
    # nobody wrote down when they answered: the earliest day is asked again the soonest
    op.execute("UPDATE athletes SET screened_at = created_at WHERE CAST(screening AS TEXT) != '{}'")


def downgrade() -> None:
    """Drop the new columns."""
    with op.batch_alter_table("athletes") as athletes:
        athletes.drop_column("conditions")
        athletes.drop_column("screened_at")
