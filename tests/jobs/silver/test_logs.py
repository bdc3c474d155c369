"""What the topics carry becomes tables."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.domain import topics
from models.domain.codec import to_json
from models.domain.events import AthleteEvent
from models.domain.tables import EVENTS
from tests.builders.frames import frame

pytestmark = pytest.mark.spark


def told(day: int, goal: str, offset: int) -> dict[str, Any]:
    """Return an event of bronze: a profile said on a day of September."""
    at = datetime(2026, 9, day, 8, tzinfo=UTC)
    event = AthleteEvent(
        event_id=f"e{day}", user_id="u1", kind="profile", payload={"goal": goal}, occurred_at=at,
        recorded_at=at,
    )  # fmt: skip
    record = {"topic": topics.ATHLETE_EVENTS.name, "value": to_json(event)}
    return {**record, "partition": 0, "offset": offset, "broker_ts": at}


def test_an_athlete_has_the_latest_profile_however_often_an_older_one_arrives(spark: Any) -> None:
    from jobs.silver.logs import athletes

    first, second = told(3, "endurance", 0), told(9, "strength", 1)
    rows = athletes(frame(spark, EVENTS, first, second, {**first, "offset": 2})).collect()

    assert len(rows) == 1
    assert rows[0].goal == "strength"
    assert [(p.updated_at.day, p.goal) for p in rows[0].profiles] == [
        (3, "endurance"),
        (9, "strength"),
    ]
