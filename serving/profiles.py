"""An athlete's rows as the gate's profile, and as the event that the lake reads."""

from datetime import datetime

import orjson

from models.domain.events import AthleteEvent
from models.safety.profile import Injury, Profile
from serving.db.athletes import Athlete


def profile_of(athlete: Athlete) -> Profile:
    """Return the profile as the safety gate and the templates take it."""
    return Profile(
        user_id=athlete.user_id,
        goal=athlete.goals[-1].goal,
        experience=athlete.experience,
        days_per_week=athlete.days_per_week,
        minutes_per_day=athlete.minutes_per_day,
        equipment=tuple(athlete.equipment),
        birth_year=athlete.birth_year,
        sex=athlete.sex,
        timezone=athlete.timezone,
        injuries=tuple(Injury(i.site, i.since, i.status) for i in athlete.injuries),
        screening=dict(athlete.screening),
        screened_on=athlete.screened_at.date() if athlete.screened_at else None,
        conditions=tuple(athlete.conditions),
    )


def profile_event(athlete: Athlete, event_id: str, now: datetime) -> AthleteEvent:
    """Return the profile as a message: flat, lists and numbers as JSON text, nobody's name."""
    profile = profile_of(athlete)
    payload = {
        "goal": profile.goal,
        "experience": profile.experience,
        "days_per_week": str(profile.days_per_week),
        "minutes_per_day": str(profile.minutes_per_day),
        "equipment": _text(list(profile.equipment)),
        "birth_year": _text(profile.birth_year),
        "sex": profile.sex or "",
        "timezone": profile.timezone,
        "injuries": _text(
            [{"site": i.site, "since": i.since, "status": i.status} for i in profile.injuries]
        ),
        "screening": _text(dict(profile.screening)),
        "screened_on": profile.screened_on.isoformat() if profile.screened_on else "",
        "conditions": _text(list(profile.conditions)),
    }
    return AthleteEvent(
        event_id=event_id,
        kind="profile",
        user_id=athlete.user_id,
        payload=payload,
        occurred_at=now,
        recorded_at=now,
    )


def _text(value: object) -> str:
    return orjson.dumps(value).decode()
