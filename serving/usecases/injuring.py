"""Record an injury that the athlete tells of: it restricts plans until they say it is past.

One that is past stays as it was; the same site hurt again is another injury.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.domain import topics
from models.domain.events import AthleteEvent
from serving.clock import day_text
from serving.db.athletes import Injury
from serving.db.outbox import enqueue
from serving.ids import Ids
from serving.profiles import profile_event
from serving.usecases.facts import find_athlete


@dataclass(frozen=True, slots=True)
class InjuryBook:
    """Write injuries inside one session's transaction."""

    session: Session
    ids: Ids
    now: datetime

    def note(self, user_id: str, site: str, status: str) -> bool:
        """Set the site's open injury to a status; return whether that changed anything."""
        athlete = find_athlete(self.session, user_id)
        known = next((i for i in athlete.injuries if i.site == site and i.status != "past"), None)
        if status == (known.status if known else "past"):
            return False
        if known is None:
            since = day_text(self.now)
            known = Injury(site=site, since=since, status=status, recorded_at=self.now)
            athlete.injuries.append(known)
        known.status, known.recorded_at = status, self.now
        self.session.flush()
        told = AthleteEvent(
            event_id=self.ids.new(self.now),
            kind="injury",
            user_id=user_id,
            payload={"site": site, "status": status},
            occurred_at=self.now,
            recorded_at=self.now,
        )
        enqueue(self.session, topics.ATHLETE_EVENTS, told)
        profile = profile_event(athlete, self.ids.new(self.now), self.now)
        enqueue(self.session, topics.ATHLETE_EVENTS, profile)
        return True
