"""First tables: athletes and what they say, decisions and activities, the outbox."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    _athletes()
    _told()
    _checkins()
    _decisions()
    _activities()
    _messages()


def downgrade() -> None:
    """Drop every table, the newest references first."""
    for table in ("relay_lease", "outbox", "activities", "decisions", "conversations", "checkins"):
        op.drop_table(table)
    for table in ("consents", "injuries", "goals", "athletes"):
        op.drop_table(table)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _key(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=f"pk_{table}")


def _athlete_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["athletes.user_id"], name=f"fk_{table}_user_id")


def _athletes() -> None:
    op.create_table(
        "athletes",
        _text("user_id", 64),
        _text("external_id", 200),
        _text("experience", 16),
        _number("days_per_week"),
        _number("minutes_per_day"),
        sa.Column("equipment", sa.JSON(), nullable=False),
        _number("birth_year", nullable=True),
        _text("sex", 16, nullable=True),
        _text("timezone", 64),
        sa.Column("screening", sa.JSON(), nullable=False),
        sa.Column("engagement_score", sa.Double(), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        _key("athletes", "user_id"),
        sa.UniqueConstraint("external_id", name="uq_athletes_external_id"),
    )


def _told() -> None:
    """Create what hangs on an athlete."""
    columns: dict[str, list[sa.Column[Any]]] = {
        "goals": [_text("goal", 32), _time("since")],
        "injuries": [
            _text("site", 16),
            _text("since", 10, nullable=True),
            _text("status", 16),
            _time("recorded_at"),
        ],
        "consents": [sa.Column("given", sa.Boolean(), nullable=False), _time("recorded_at")],
        "conversations": [
            _text("role", 16),
            sa.Column("content", sa.Text(), nullable=False),
            _time("created_at"),
        ],
    }
    for table, own in columns.items():
        shared: list[sa.Column[Any]] = [_number("id"), _text("user_id", 64)]
        op.create_table(table, *shared, *own, _athlete_of(table), _key(table))
        op.create_index(f"ix_{table}_user_id", table, ["user_id"])


def _checkins() -> None:
    scales = ("mood", "sleep_quality", "stress", "anxiety", "soreness", "pain")
    op.create_table(
        "checkins",
        _number("id"),
        _text("event_id", 36),
        _text("user_id", 64),
        *(_number(scale, nullable=True) for scale in scales),
        _text("pain_site", 16, nullable=True),
        sa.Column("symptoms", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        _time("occurred_at"),
        _athlete_of("checkins"),
        _key("checkins"),
        sa.UniqueConstraint("event_id", name="uq_checkins_event_id"),
    )
    op.create_index("ix_checkins_user_time", "checkins", ["user_id", "occurred_at"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        _text("decision_id", 36),
        _text("user_id", 64),
        sa.Column("day", sa.Date(), nullable=False),
        _number("number"),
        _time("decided_at"),
        _number("action"),
        _text("segment", 64),
        _text("rung", 16),
        _text("superseded_by", 36, nullable=True),
        _time("reported_at", nullable=True),
        sa.Column("engagement_before", sa.Double(), nullable=False),
        _number("session_rating", nullable=True),
        sa.Column("session_notes", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        _athlete_of("decisions"),
        _key("decisions", "decision_id"),
        sa.UniqueConstraint("user_id", "day", "number", name="uq_decisions_user_day_number"),
    )
    closing = ["superseded_by", "reported_at", "decided_at"]
    op.create_index("ix_decisions_closing", "decisions", closing)


def _activities() -> None:
    op.create_table(
        "activities",
        _number("id"),
        _text("user_id", 64),
        _text("decision_id", 36),
        _number("slot"),
        _text("catalogue_id", 64),
        _text("activity_type", 16),
        _text("activity_name", 120),
        _text("segment", 64),
        _number("rl_action_id"),
        sa.Column("description", sa.Text(), nullable=False),
        _number("duration_minutes"),
        _text("intensity", 16),
        _time("assigned_date"),
        _time("completion_date", nullable=True),
        sa.Column("completed", sa.Boolean(), nullable=False),
        *(_number(f"motivation_{when}", nullable=True) for when in ("before", "after")),
        *(_number(scale, nullable=True) for scale in ("difficulty_rating", "rpe", "pain")),
        _text("pain_site", 16, nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        _time("reported_at", nullable=True),
        _time("created_at"),
        _athlete_of("activities"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.decision_id"], name="fk_activities_decision_id"
        ),
        _key("activities"),
        sqlite_autoincrement=True,
    )
    for column in ("user_id", "decision_id"):
        op.create_index(f"ix_activities_{column}", "activities", [column])


def _messages() -> None:
    op.create_table(
        "outbox",
        _number("id"),
        _text("topic", 64),
        _text("key", 64),
        sa.Column("value", sa.Text(), nullable=False),
        _time("published_at", nullable=True),
        _key("outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_waiting", "outbox", ["published_at", "id"])
    op.create_table(
        "relay_lease",
        _number("id"),
        _text("holder", 36),
        sa.Column("until", sa.Double(), nullable=False),
        _key("relay_lease"),
    )
