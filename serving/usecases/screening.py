"""Ask the safety gate about an athlete as the database and the online store know them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from models.safety.gate import Screening, Situation, screen
from serving.features import Online
from serving.past import past
from serving.usecases.facts import Facts

FRESH = timedelta(hours=36)
"""Older body data says nothing about today's readiness (statistics.md 10)."""


def screened(facts: Facts, online: Online, now: datetime) -> Screening:
    """Return what is allowed now, with a reason for everything that is not."""
    before = past(facts.made, now, facts.today)
    profile = facts.profile
    return screen(
        Situation(
            profile=profile,
            checkin=facts.checkin,
            body=_body(online, now),
            weekday=facts.today.weekday(),
            today=facts.today,
            done_today=before.done_today,
            hours_since_progressive=before.hours_since_progressive,
            family_changes_7d=before.family_changes_7d,
            last_family=before.last_family,
            minutes_available=profile.minutes_per_day,
            rest_like_this_week=before.rest_like_this_week,
            vitals=facts.vitals,
        )
    )


def _body(online: Online, now: datetime) -> Mapping[str, float | None]:
    """Return the body features; a row that has grown old no longer says how the body is today.

    The row's `wearable_age_h` counts to the morning of the row, so it cannot say that itself.
    The limits on load still hold: they look back weeks.
    """
    fresh = online.daily_at is not None and now - online.daily_at <= FRESH
    return online.daily if fresh else {**online.daily, "wearable_age_h": None}
