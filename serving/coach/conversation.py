"""One message to the coach: safety gate, recommendation engine, language; streamed as events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.coach import deterministic
from serving.coach.arguments import Check
from serving.coach.gate import Heard, answered, heard
from serving.coach.intents import intent_of
from serving.coach.log_tools import safety_check
from serving.coach.phrasebook import phrase
from serving.coach.responder import asked_back, plan_of, question_open, recorded, spared
from serving.coach.standing import GRAVE, fixed_answer
from serving.coach.steps import Said, Step, Used
from serving.coach.visit import Visit, language_of
from serving.coach.words import normalised
from serving.db.conversations import Message
from serving.service import Service
from serving.usecases.facts import find_athlete

LONGEST = 4000
"""Characters of one message."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the athlete's phone is told: safety | tool | token | done."""

    name: str
    data: dict[str, Any]


@dataclass(slots=True)
class _Reply:
    """What was said so far."""

    text: str = ""
    tools: list[dict[str, Any]] = field(default_factory=list)
    coach: str = deterministic.NAME
    flags: tuple[str, ...] = ()


def converse(house: Service, user_id: str, text: str, now: datetime) -> Iterator[Event]:
    """Answer one message; yields `safety` first, `done` last, and keeps both messages.

    Raises Problem 404 for an unknown athlete before anything is yielded.
    """
    visit = Visit(house, user_id, now, language_of(text))
    asked = question_open(visit)
    said = answered(text, asked) if asked else heard(text)
    before = plan_of(visit)
    _keep(visit, Message(role="athlete", content=text, level=said.level))
    return _events(visit, said, text, before)


def _events(
    visit: Visit, said: Heard, text: str, before: tuple[str | None, list[str]]
) -> Iterator[Event]:
    found = _level(visit, said)
    fixed = fixed_answer(visit, said, found, text)
    level = fixed.level if fixed else found
    yield Event("safety", {"level": level, "text": fixed.text if fixed else ""})
    reply = _Reply()
    for step in fixed.steps() if fixed else _steps(visit, said, text, before[1]):
        event = _event(step, reply)
        if event is not None:
            yield event
    changed = plan_of(visit)[0] != before[0] or level == "emergency" or _reported(reply)
    tools = [tool["name"] for tool in reply.tools]
    _keep(
        visit,
        Message(
            role="coach",
            content=reply.text,
            level=level,
            coach=reply.coach,
            tools=reply.tools or [],
        ),
    )
    yield Event(
        "done",
        {
            "level": level,
            "coach": reply.coach,
            "flags": list(reply.flags),
            "plan_changed": changed,
            "tools": tools,
        },
    )


def _reported(reply: _Reply) -> bool:
    """Return whether an activity of the plan was logged: the page counts what is done."""
    logged = [tool["result"]["logged"] for tool in reply.tools if tool["name"] == "log_event"]
    return "activity" in logged


def _level(visit: Visit, said: Heard) -> str:
    """Return the level of words and data together, after the words were recorded."""
    level = recorded(visit, said) if said.level != "ok" else "ok"
    if level in GRAVE:
        return level
    known = str(safety_check(visit, Check())["level"])
    return "emergency" if known == "emergency" else level


def _steps(visit: Visit, said: Heard, text: str, before: list[str]) -> Iterator[Step]:
    if said.level == "modify":
        yield from spared(visit, said, before)
    elif said.injection:
        # what gives orders to a machine never reaches one
        yield Said(phrase("rules_stay", visit.language))
        yield from deterministic.answer(visit, text)
    elif said.unclear is not None:
        yield from asked_back(visit, said.unclear)
    # a model may not write a helpline's number: no tool gave it
    elif visit.house.agent is not None and intent_of(normalised(text)) != "despair":
        yield from visit.house.agent.answer(visit, text)
    else:
        yield from deterministic.answer(visit, text)


def _event(step: Step, reply: _Reply) -> Event | None:
    if isinstance(step, Said):
        reply.text += step.text
        return Event("token", {"text": step.text})
    if isinstance(step, Used):
        reply.tools.append({"name": step.name, "result": step.result})
        return Event("tool", {"name": step.name, "result": step.result})
    reply.coach, reply.flags = step.coach, step.flags
    return None


def _keep(visit: Visit, message: Message) -> None:
    with visit.house.database.write() as session:
        find_athlete(session, visit.user_id)
        message.user_id, message.created_at = visit.user_id, visit.now
        message.tools = message.tools or []
        session.add(message)


def history(session: Session, user_id: str, limit: int) -> Sequence[Message]:
    """Return an athlete's last messages, the oldest first."""
    query = select(Message).where(Message.user_id == user_id).order_by(Message.id.desc())
    return list(reversed(session.scalars(query.limit(limit)).all()))
