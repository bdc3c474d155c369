"""Tools of the house: log what happened, ask for what is missing, check safety."""

from collections import Counter
from datetime import timedelta
from typing import Any

from models.safety.screening import due
from serving.bodies import ReportBody
from serving.coach.arguments import Check, Event, Nothing
from serving.coach.engine import facts_now
from serving.coach.gate import LEVELS, Heard, heard
from serving.coach.visit import Visit
from serving.problems import Problem
from serving.usecases import feedback
from serving.usecases.injuring import InjuryBook
from serving.usecases.screening import screened

FRESH = timedelta(hours=36)
REPORT_FIELDS = ReportBody.model_fields.keys()


def log_event(visit: Visit, said: Event) -> dict[str, Any]:
    """Log a report or an injury through the outbox: the policy learns from it."""
    return _injury(visit, said) if said.kind == "injury" else _report(visit, said)


def _report(visit: Visit, said: Event) -> dict[str, Any]:
    if said.activity_id is None:
        raise Problem(422, "name the activity", field="activity_id")
    given = said.model_dump(exclude_unset=True, include=set(REPORT_FIELDS)) | {
        "completed": said.completed
    }
    with visit.house.database.write() as session:
        writer = feedback.reporter(visit.house, session, visit.user_id, visit.now)
        reply = feedback.complete(writer, said.activity_id, ReportBody(**given))
    visit.house.committed()
    return {
        "logged": "activity",
        "activity": reply.activity.name,
        "completed": reply.activity.completed,
        "completed_today": reply.stats.total_completed_today,
        "completion_rate": reply.stats.completion_rate,
    }


def _injury(visit: Visit, said: Event) -> dict[str, Any]:
    if said.site is None:
        raise Problem(422, "name the site of the injury", field="site")
    with visit.house.database.write() as session:
        book = InjuryBook(session, visit.house.ids, visit.now)
        changed = book.note(visit.user_id, said.site, said.status)
    visit.house.committed()
    return {"logged": "injury", "site": said.site, "status": said.status, "changed": changed}


def request_more_info(visit: Visit, _asked: Nothing) -> dict[str, Any]:
    """Return what is not known and would change today's plan, as questions."""
    facts = facts_now(visit.house, visit.user_id, visit.now)
    online = visit.house.features.read(visit.user_id, None)
    said = facts.checkin
    missing = [
        name
        for name in ("mood", "sleep_quality", "stress", "soreness")
        if said is None or getattr(said, name) is None
    ]
    if online.daily_at is None or visit.now - online.daily_at > FRESH:
        missing.append("wearable")
    if not facts.profile.screening or due(facts.profile, facts.today):
        missing.append("screening")
    return {"missing": missing}


def safety_check(visit: Visit, asked: Check) -> dict[str, Any]:
    """Return what the athlete's words and the gate say about today."""
    words = heard(asked.text) if asked.text else Heard()
    facts = facts_now(visit.house, visit.user_id, visit.now)
    online = visit.house.features.read(visit.user_id, None)
    screening = screened(facts, online, visit.now)
    level = max(words.level, screening.level, key=LEVELS.index)
    return {
        "level": level,
        "text": screening.text,
        "readiness": screening.readiness,
        "symptoms": list(words.symptoms),
        "removed_by_safety": dict(Counter(r.reason for r in screening.removed).most_common()),
    }
