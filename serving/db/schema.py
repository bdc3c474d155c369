"""Every mapped class in one import, for migrations and tests."""

from serving.db.activities import Activity
from serving.db.assignments import Assignment
from serving.db.athletes import Athlete, Consent, Goal, Injury
from serving.db.base import Base
from serving.db.checkins import Checkin
from serving.db.conversations import Message
from serving.db.decisions import DecisionRow
from serving.db.erasures import Erasure
from serving.db.imported_decisions import ImportedDecision
from serving.db.imports import Import
from serving.db.outbox import OutboxMessage, RelayLease
from serving.db.red_flags import RedFlag

__all__ = [
    "Activity",
    "Assignment",
    "Athlete",
    "Base",
    "Checkin",
    "Consent",
    "DecisionRow",
    "Erasure",
    "Goal",
    "Import",
    "ImportedDecision",
    "Injury",
    "Message",
    "OutboxMessage",
    "RedFlag",
    "RelayLease",
]
