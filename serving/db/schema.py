"""Every mapped class in one import, for migrations and tests."""

from serving.db.activities import Activity
from serving.db.athletes import Athlete, Consent, Goal, Injury
from serving.db.base import Base
from serving.db.checkins import Checkin
from serving.db.conversations import Message
from serving.db.decisions import DecisionRow
from serving.db.outbox import OutboxMessage, RelayLease

__all__ = [
    "Activity",
    "Athlete",
    "Base",
    "Checkin",
    "Consent",
    "DecisionRow",
    "Goal",
    "Injury",
    "Message",
    "OutboxMessage",
    "RelayLease",
]
