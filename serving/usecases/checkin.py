"""Record a check-in; a red flag withdraws the plan that is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.domain import topics
from models.domain.events import AthleteEvent, CheckinEvent
from models.safety.gate import Screening
from models.safety.readiness import PAIN_RED
from serving.bodies import CheckinBody
from serving.db.checkins import Checkin
from serving.db.outbox import enqueue
from serving.features import UNAVAILABLE
from serving.ids import Ids
from serving.problems import Problem
from serving.usecases.facts import Facts, facts_of, find_athlete, local_day
from serving.usecases.screening import screened
from serving.usecases.superseding import supersede

INCIDENTS = ("emergency", "refer")
CARRIED = ("mood", "sleep_quality", "stress", "anxiety", "soreness", "pain", "pain_site")
"""Not the notes, and not the symptoms: those hold for a day wherever they were said."""


def refuse_empty(body: CheckinBody) -> None:
    """Raise Problem 422 for a check-in that says nothing; a pain of 0 says something."""
    if not any(value or value == 0 for value in body.model_dump().values()):
        raise Problem(422, "Tell me at least one thing.", field="body")


@dataclass(frozen=True, slots=True)
class Receptionist:
    """Take check-ins inside one session's transaction."""

    session: Session
    ids: Ids
    now: datetime

    def check_in(self, user_id: str, body: CheckinBody) -> tuple[CheckinEvent, Screening]:
        """Record a check-in and screen it; body features cannot make a symptom harmless."""
        find_athlete(self.session, user_id)
        event = self._recorded(user_id, body)
        facts = facts_of(self.session, user_id, self.now)
        screening = screened(facts, UNAVAILABLE, self.now)
        severe = (body.pain or 0) >= PAIN_RED
        if screening.level in INCIDENTS and (body.symptoms or severe):
            self._incident(facts, screening)
        return event, screening

    def _recorded(self, user_id: str, body: CheckinBody) -> CheckinEvent:
        said = self._said_before(user_id) | body.model_dump(exclude_unset=True)
        if body.pain is not None and body.pain_site is None:
            said["pain_site"] = None
        event = CheckinEvent(
            event_id=self.ids.new(self.now),
            user_id=user_id,
            occurred_at=self.now,
            recorded_at=self.now,
            **said,
        )
        row = Checkin(event_id=event.event_id, user_id=user_id, occurred_at=self.now, **said)
        self.session.add(row)
        self.session.flush()
        enqueue(self.session, topics.CHECKINS, event)
        return event

    def _said_before(self, user_id: str) -> dict[str, Any]:
        """Return the day's ratings so far: what a later check-in leaves out still holds."""
        zone = find_athlete(self.session, user_id).timezone
        latest = self.session.scalar(
            select(Checkin)
            .where(Checkin.user_id == user_id, Checkin.occurred_at <= self.now)
            .order_by(Checkin.occurred_at.desc(), Checkin.id.desc())
            .limit(1)
        )
        nothing = CheckinBody().model_dump()
        if latest is None or local_day(zone, latest.occurred_at) != local_day(zone, self.now):
            return nothing
        return nothing | {name: getattr(latest, name) for name in CARRIED}

    def _incident(self, facts: Facts, screening: Screening) -> None:
        symptoms = facts.checkin.symptoms if facts.checkin else ()
        event = AthleteEvent(
            event_id=self.ids.new(self.now),
            kind="safety",
            user_id=facts.profile.user_id,
            payload={
                "level": screening.level,
                "reason": "red_flag" if symptoms else "severe_pain",
                "symptoms": orjson.dumps(symptoms).decode(),
            },
            occurred_at=self.now,
            recorded_at=self.now,
        )
        enqueue(self.session, topics.ATHLETE_EVENTS, event)
        if facts.open is not None and screening.level == "emergency":
            supersede(self.session, facts.open, by=event.event_id, at=self.now)
