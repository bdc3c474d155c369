"""Record a check-in; a red flag withdraws the plan that is open."""

from dataclasses import dataclass
from datetime import datetime

import orjson
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
from serving.usecases.facts import Facts, facts_of, find_athlete
from serving.usecases.screening import screened
from serving.usecases.superseding import supersede

INCIDENTS = ("emergency", "refer")


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
        said = body.model_dump()
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
