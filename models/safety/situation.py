"""What the safety gate looks at, and the same with everything that its rules ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.catalogue.templates import Template, template_for
from models.features.request import CheckinFacts
from models.safety.conditions import told
from models.safety.limits import session_limit, usual_limit
from models.safety.profile import Profile
from models.safety.readiness import FRESH_H, PAIN_RED, REFER_SYMPTOMS, readiness
from models.safety.vitals import RedFlagVital

GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything the gate looks at."""

    profile: Profile
    checkin: CheckinFacts | None
    body: Mapping[str, float | None]
    """Daily feature name -> value."""
    weekday: int
    """0 = Monday, local."""
    today: date | None = None
    """The local day; None: neither an age nor how old a screening is can be told."""
    done_today: tuple[int, ...] = ()
    hours_since_progressive: float | None = None
    family_changes_7d: int = 0
    last_family: str | None = None
    minutes_available: int = 30
    rest_like_this_week: int = 0
    vitals: tuple[RedFlagVital, ...] = ()
    """Vital signs of the last day that are beyond their limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A situation with what every rule asks of it."""

    now: Situation
    said: CheckinFacts
    """The check-in while it is fresh, else an empty one."""
    readiness: str
    template: Template
    refer: bool
    """A professional has to be asked first."""
    equipment: frozenset[str]
    conditions: frozenset[str]
    """What activities may be contraindicated in, however it was told."""
    session_limit: float
    """Above it an activity is a session spike."""
    usual_limit: float
    """Above it an activity is progressive."""

    @property
    def green(self) -> bool:
        """Return whether the day can take more than usual."""
        return self.readiness == GREEN

    @property
    def pain(self) -> int:
        """Return today's pain, 0-10; 0 where nobody said."""
        return self.said.pain or 0


def view_of(now: Situation) -> View:
    """Return a situation as the rules see it."""
    fresh = now.checkin is not None and now.checkin.age_h <= FRESH_H
    said = now.checkin if fresh and now.checkin is not None else CheckinFacts()
    profile = now.profile
    word = readiness(now.checkin, now.body)
    template = template_for(profile.goal, profile.experience, profile.days_per_week)
    return View(
        now=now,
        said=said,
        readiness=word,
        template=template,
        refer=_refers(now, said),
        equipment=frozenset(profile.equipment),
        conditions=told(profile, said, frozenset(one.reason for one in now.vitals)),
        session_limit=session_limit(now.body, template, green=word == GREEN),
        usual_limit=usual_limit(now.body),
    )


def _refers(now: Situation, said: CheckinFacts) -> bool:
    """Return whether anything asks for a professional."""
    return (
        not REFER_SYMPTOMS.isdisjoint(said.symptoms)
        or any(now.profile.screening.values())
        or bool(now.vitals)
        or (said.pain or 0) >= PAIN_RED
    )
