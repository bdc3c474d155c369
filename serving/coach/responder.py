"""What the gate heard, recorded; and the answers to pain and to what was unclear."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from models.domain import topics
from models.domain.events import AthleteEvent
from serving.bodies import CheckinBody
from serving.coach.deterministic import site_words
from serving.coach.gate import Heard
from serving.coach.phrasebook import phrase
from serving.coach.steps import Said, Step, Used
from serving.coach.visit import Visit
from serving.db.conversations import Message
from serving.db.outbox import enqueue
from serving.usecases.checkin import Receptionist
from serving.usecases.facts import find_athlete, latest_plan, local_day
from serving.usecases.injuring import InjuryBook
from serving.usecases.recommend import recommend

ASK_BACK = "ask_back"


def recorded(visit: Visit, said: Heard) -> str:
    """Record what the gate heard, so that plans follow it at once; return the level it means."""
    with visit.house.database.write() as session:
        level = said.level
        if said.symptoms or said.pain is not None:
            desk = Receptionist(session, visit.house.ids, visit.now)
            _event, screening = desk.check_in(visit.user_id, _checkin(said))
            level = "refer" if level == "modify" and screening.level == "refer" else level
        if said.injured and said.site:
            InjuryBook(session, visit.house.ids, visit.now).note(visit.user_id, said.site, "active")
        if said.level == "crisis":
            enqueue(session, topics.ATHLETE_EVENTS, _crisis(visit))
    visit.house.committed()
    return level


def _checkin(said: Heard) -> CheckinBody:
    pain = {"pain": said.pain, "pain_site": said.site} if said.pain is not None else {}
    return CheckinBody.model_validate({"symptoms": list(said.symptoms), **pain})


def _crisis(visit: Visit) -> AthleteEvent:
    # that it happened, never the words
    return AthleteEvent(
        event_id=visit.house.ids.new(visit.now),
        kind="safety",
        user_id=visit.user_id,
        payload={"level": "crisis", "reason": "crisis", "symptoms": "[]"},
        occurred_at=visit.now,
        recorded_at=visit.now,
    )


def spared(visit: Visit, said: Heard, before: list[str]) -> Iterator[Step]:
    """Answer pain: the plan is made anew without what loads the site."""
    plan = recommend(visit.house, visit.user_id, visit.now)
    names = [activity.name for activity in plan.activities]
    removed = [name for name in before if name not in names]
    yield Used("adjust_plan", {"removed": removed, "activities": names})
    key = "pain_changed" if removed else "pain_kept"
    site = site_words(said.site or "other", visit.language)
    yield Said(
        phrase(key, visit.language, site=site, removed=", ".join(removed), plan=", ".join(names))
    )


def asked_back(visit: Visit, symptom: str) -> Iterator[Step]:
    """Answer words about the body that were not understood: one question, kept with its reason."""
    yield Used(ASK_BACK, {"symptom": symptom})
    yield Said(phrase(f"ask_{symptom}", visit.language))


def question_open(visit: Visit) -> str | None:
    """Return the symptom that the coach's last message asked about; None where it did not."""
    query = select(Message).where(Message.user_id == visit.user_id).order_by(Message.id.desc())
    with visit.house.database.read() as session:
        last = session.scalars(query.limit(1)).first()
        used: dict[str, Any] = last.tools[0] if last is not None and last.tools else {}
    return str(used["result"]["symptom"]) if used.get("name") == ASK_BACK else None


def plan_of(visit: Visit) -> tuple[str | None, list[str]]:
    """Return the decision in force today and the names of its activities."""
    with visit.house.database.read() as session:
        athlete = find_athlete(session, visit.user_id)
        row = latest_plan(session, visit.user_id, local_day(athlete.timezone, visit.now))
        return (row.decision_id, [a.activity_name for a in row.activities]) if row else (None, [])
