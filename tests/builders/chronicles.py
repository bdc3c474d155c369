"""One athlete's records for tests of what the log says."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.domain.events import AthleteEvent, CheckinEvent
from models.domain.ids import uuid7
from models.learning.chronicle import DailyRow
from tests.builders.decisions import NOON

PROFILE = {
    "goal": "strength",
    "experience": "intermediate",
    "days_per_week": "4",
    "minutes_per_day": "45",
    "equipment": '["dumbbells"]',
    "birth_year": "1990",
    "sex": "",
    "timezone": "UTC",
    "injuries": '[{"site": "knee", "since": null, "status": "active"}]',
}


def profile_event(at: datetime = NOON, **payload: str) -> AthleteEvent:
    return AthleteEvent(
        event_id=uuid7(at, 1), kind="profile", user_id="u1", payload=PROFILE | payload,
        occurred_at=at, recorded_at=at,
    )  # fmt: skip


def checkin(at: datetime, **ratings: Any) -> CheckinEvent:
    given: dict[str, Any] = {"symptoms": [], **ratings}
    return CheckinEvent(
        event_id=uuid7(at, 2), user_id="u1", occurred_at=at, recorded_at=at, **given
    )


def body(at: datetime, **values: float | None) -> DailyRow:
    """Return the daily features of the day of `at`, known at 06:00 UTC."""
    known = datetime(at.year, at.month, at.day, 6, tzinfo=UTC)
    return DailyRow(at.date(), known, values)


def day(number: int) -> datetime:
    """Return noon of a day, 0 = the builders' usual one."""
    return NOON + timedelta(days=number)
