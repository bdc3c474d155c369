"""What was said in the last day and still counts: a warning that stands, a crisis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.safety.readiness import PAIN_RED
from serving.coach.deterministic import idle
from serving.coach.gate import Heard
from serving.coach.phrasebook import phrase
from serving.coach.steps import Said, Step, Used
from serving.coach.visit import Visit
from serving.db.conversations import Message
from serving.usecases.facts import SYMPTOM_WINDOW, emergencies, find_athlete

GRAVE = ("emergency", "crisis")
WARNED = "warned"
"""Kept with the full text of an emergency: which red flags it was about."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """An answer that no model and no intent may touch."""

    level: str
    text: str
    flags: tuple[str, ...] = ()
    """Times of the red flags that it warns of in full."""

    def steps(self) -> Iterator[Step]:
        """Yield the answer, and what it was about where that has to be remembered."""
        if self.flags:
            yield Used(WARNED, {"flags": list(self.flags)})
        yield Said(self.text)


@dataclass(frozen=True, slots=True)
class _Past:
    """The last day, as the database has it."""

    zone: str
    flags: tuple[datetime, ...]
    """When the red flags of an emergency that stands were raised, ascending."""
    told: frozenset[str]
    """Of which of them the full text was said."""
    crisis: bool
    """The last grave answer was about a crisis, not about the body."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(flag.isoformat() for flag in self.flags)


def fixed_answer(visit: Visit, said: Heard, level: str, text: str) -> Fixed | None:
    """Return the fixed answer to a message, after its words were recorded; None where it is free.

    A red flag gets the full text once. After a crisis, small talk is met with care for a day.
    """
    if level in ("crisis", "refer"):
        return Fixed(level, phrase(level, visit.language))
    with visit.house.database.read() as session:
        grave = _grave(session, visit)
        if level == "emergency":
            return _emergency(visit, said, _past(session, visit, grave))
    clear = said.level == "ok" and said.unclear is None and not said.injection
    if _of_crisis(grave) and clear and idle(visit, text):
        return Fixed("ok", phrase("after_crisis", visit.language))
    return None


def _emergency(visit: Visit, said: Heard, past: _Past) -> Fixed:
    red = said.symptoms or (said.pain or 0) >= PAIN_RED
    if red or not past.told.issuperset(past.names):
        return Fixed("emergency", phrase("emergency", visit.language), past.names)
    if past.crisis:
        return Fixed("crisis", phrase("after_crisis", visit.language))
    began = past.flags[-1]
    return Fixed(
        "emergency",
        phrase(
            "emergency_stands",
            visit.language,
            at=_clock(began, past.zone, "%H:%M"),
            until=_clock(began + SYMPTOM_WINDOW, past.zone, "%H:%M (%Y-%m-%d)"),
        ),
    )


def _clock(time: datetime, zone: str, form: str) -> str:
    """Return a time where the athlete lives; UTC, which nobody chose, is named."""
    shown = time.astimezone(ZoneInfo(zone)).strftime(form)
    return f"{shown} UTC" if zone == "UTC" else shown


def _past(session: Session, visit: Visit, grave: Sequence[Message]) -> _Past:
    used = [tool for one in grave for tool in one.tools if tool["name"] == WARNED]
    return _Past(
        zone=find_athlete(session, visit.user_id).timezone,
        flags=emergencies(session, visit.user_id, visit.now),
        told=frozenset(flag for tool in used for flag in tool["result"]["flags"]),
        crisis=_of_crisis(grave),
    )


def _of_crisis(grave: Sequence[Message]) -> bool:
    return bool(grave) and grave[0].level == "crisis"


def _grave(session: Session, visit: Visit) -> Sequence[Message]:
    """Return what the coach said of an emergency or a crisis in the last day, the newest first."""
    query = select(Message).where(
        Message.user_id == visit.user_id,
        Message.role == "coach",
        Message.level.in_(GRAVE),
        Message.created_at >= visit.now - SYMPTOM_WINDOW,
    )
    return session.scalars(query.order_by(Message.id.desc())).all()
