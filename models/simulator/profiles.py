"""A simulated athlete's profile: as the event of the log and as the body of POST /athletes."""

import json
from datetime import datetime
from typing import Any

from models.domain.events import AthleteEvent
from models.domain.ids import uuid7
from models.safety.profile import Profile


def profile_event(profile: Profile, at: datetime, bits: int) -> AthleteEvent:
    """Return the profile as a message: flat, lists and numbers as JSON text."""
    injuries = [{"site": i.site, "since": i.since, "status": i.status} for i in profile.injuries]
    return AthleteEvent(
        event_id=uuid7(at, bits),
        kind="profile",
        user_id=profile.user_id,
        payload={
            "goal": profile.goal,
            "experience": profile.experience,
            "days_per_week": str(profile.days_per_week),
            "minutes_per_day": str(profile.minutes_per_day),
            "equipment": json.dumps(list(profile.equipment)),
            "birth_year": json.dumps(profile.birth_year),
            "sex": profile.sex or "",
            "timezone": profile.timezone,
            "injuries": json.dumps(injuries),
        },
        occurred_at=at,
        recorded_at=at,
    )


def external_id(index: int) -> str:
    """Return the name under which a generated athlete registers."""
    return f"generated-{index:04d}"


def registration(profile: Profile, external_id: str) -> dict[str, Any]:
    """Return the body of POST /athletes."""
    return {
        "external_id": external_id,
        "goal": profile.goal,
        "experience": profile.experience,
        "days_per_week": profile.days_per_week,
        "minutes_per_day": profile.minutes_per_day,
        "equipment": list(profile.equipment),
        "birth_year": profile.birth_year,
        "sex": profile.sex,
        "timezone": profile.timezone,
        "injuries": [
            {"site": i.site, "since": i.since, "status": i.status} for i in profile.injuries
        ],
        "consent": True,
    }
