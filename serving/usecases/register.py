"""Register an athlete, or update what a known one told us."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.domain import topics
from serving.bodies import AthleteBody, InjuryBody
from serving.db.athletes import ENGAGEMENT_START, Athlete, Consent, Goal, Injury
from serving.db.outbox import enqueue
from serving.ids import Ids
from serving.profiles import profile_event

PLAIN = (
    *("experience", "days_per_week", "minutes_per_day", "equipment"),
    *("birth_year", "sex", "timezone", "screening", "conditions"),
)


@dataclass(frozen=True, slots=True)
class Registered:
    """Who the athlete is here, and whether this made them known."""

    user_id: str
    created: bool


@dataclass(frozen=True, slots=True)
class Registrar:
    """Write athletes inside one session's transaction."""

    session: Session
    ids: Ids
    now: datetime

    def register(self, body: AthleteBody, user_id: str | None = None) -> Registered:
        """Create the athlete, or update exactly the fields that a known one's body gives."""
        known = self._find(body.external_id)
        if known is None:
            known = self._create(body, user_id or str(uuid.uuid4()))
            self._announce(known)
            return Registered(known.user_id, created=True)
        if self._update(known, body):
            self._announce(known)
        return Registered(known.user_id, created=False)

    def _find(self, external_id: str) -> Athlete | None:
        return self.session.scalar(select(Athlete).where(Athlete.external_id == external_id))

    def _create(self, body: AthleteBody, user_id: str) -> Athlete:
        athlete = Athlete(
            user_id=user_id,
            external_id=body.external_id,
            engagement_score=ENGAGEMENT_START,
            created_at=self.now,
            updated_at=self.now,
            screened_at=self.now if body.screening else None,
            **{name: getattr(body, name) for name in PLAIN},
        )
        athlete.goals = [Goal(goal=body.goal, since=self.now)]
        athlete.injuries = self._injuries(body)
        athlete.consents = [Consent(given=True, recorded_at=self.now)]
        self.session.add(athlete)
        return athlete

    def _update(self, athlete: Athlete, body: AthleteBody) -> bool:
        """Return whether the profile changed; what the body leaves out stays."""
        given = body.model_fields_set
        before = profile_event(athlete, "", self.now).payload
        for name in given & set(PLAIN):
            setattr(athlete, name, getattr(body, name))
        if body.screening:
            athlete.screened_at = self.now
        if "goal" in given and body.goal != athlete.goals[-1].goal:
            athlete.goals.append(Goal(goal=body.goal, since=self.now))
        if "injuries" in given:
            athlete.injuries = self._injuries(body, athlete.injuries)
        if before == profile_event(athlete, "", self.now).payload:
            return False
        athlete.updated_at = self.now
        return True

    def _injuries(self, body: AthleteBody, known: Sequence[Injury] = ()) -> list[Injury]:
        """Return the body's injuries; one that is unchanged keeps the time it was recorded at."""
        held = {_words(one): one for one in known}
        return [
            held.pop(_words(one)) if _words(one) in held else self._injury(one)
            for one in body.injuries
        ]

    def _injury(self, told: InjuryBody) -> Injury:
        return Injury(site=told.site, since=told.since, status=told.status, recorded_at=self.now)

    def _announce(self, athlete: Athlete) -> None:
        event = profile_event(athlete, self.ids.new(self.now), self.now)
        enqueue(self.session, topics.ATHLETE_EVENTS, event)


def _words(one: Injury | InjuryBody) -> tuple[str, str | None, str]:
    return (one.site, one.since, one.status)
