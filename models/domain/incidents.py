"""The ledger of incidents as the lake holds it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One safety event of an athlete, or an overtraining incident (`models.safety.incidents`)."""

    user_id: str
    event_id: str
    kind: str
    level: str
    """emergency | crisis | refer | overtraining."""
    reason: str
    occurred_at: datetime
    attributable: bool
    """A plan of the 14 days before went against a hard rule (statistics.md 8)."""
    causes: list[str]
    """The ids of these rules."""
