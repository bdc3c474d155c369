"""A lake of some athletes' profiles, daily features, decisions and feedback, without a JVM."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from infra.settings import Settings
from jobs.records import append_records
from jobs.tables import location
from models.domain.rows import AthleteRow, CheckinRow, EventRecord, Quarantined
from models.domain.tables import ATHLETES, CHECKINS, DAILY_FEATURES, EVENTS, QUARANTINE
from models.features.catalogue import DAILY
from models.features.request import GOALS

FIRST = date(2026, 9, 1)
MEASURED = {
    "sleep_duration_h": (7.0, 0.8),
    "sleep_7d_mean_h": (7.0, 0.4),
    "hrv_rmssd_ms": (50.0, 9.0),
    "hrv_rmssd_7d_mean": (50.0, 5.0),
    "resting_hr_7d_mean": (62.0, 4.0),
    "steps_7d_mean": (8000.0, 1500.0),
    "completion_share_28d": (0.6, 0.1),
    "active_minutes_14d_mean": (25.0, 5.0),
}


def user(number: int) -> str:
    """Return an id of which none begins another."""
    return f"athlete-{number:04d}"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def write_people(settings: Settings, athletes: int, goals: tuple[str, ...] = GOALS) -> None:
    rows = [
        AthleteRow(
            user_id=user(number),
            goal=goals[number % len(goals)],
            experience="beginner",
            days_per_week=3,
            minutes_per_day=30,
            equipment=[],
            birth_year=None,
            sex=None,
            timezone="UTC",
            injuries="[]",
            updated_at=noon(FIRST),
            profiles=[],
        )
        for number in range(athletes)
    ]
    append_records(rows, ATHLETES, settings)


def write_days(settings: Settings, athletes: int, days: int) -> None:
    """Write daily features of plausible size; a few are missing."""
    import pyarrow as pa
    from deltalake import write_deltalake

    rng = np.random.default_rng(7)
    rows = [
        _day(user(number), FIRST + timedelta(days=day), rng)
        for number in range(athletes)
        for day in range(days)
    ]
    times = pa.timestamp("us", "UTC")
    head = [("user_id", pa.string()), ("day", pa.date32()), ("event_ts", times)]
    tail = [("imported", pa.bool_()), ("month", pa.string())]
    numbers = [(feature.name, pa.float64()) for feature in DAILY]
    table = pa.Table.from_pylist(rows, pa.schema([*head, *tail, *numbers]))
    write_deltalake(location(DAILY_FEATURES, settings), table, partition_by=["month"])


def _day(user_id: str, day: date, rng: np.random.Generator) -> dict[str, Any]:
    values = {name: float(rng.normal(*size)) for name, size in MEASURED.items()}
    if rng.random() < 0.1:
        values["hrv_rmssd_ms"] = None  # type: ignore[assignment]
    head = {"user_id": user_id, "day": day, "event_ts": noon(day), "imported": False}
    return {**dict.fromkeys(feature.name for feature in DAILY), **head, **values} | {
        "month": f"{day:%Y-%m}"
    }


def write_checkins(settings: Settings, *user_ids: str) -> None:
    rows = [
        CheckinRow(
            user_id=user_id,
            day=FIRST,
            event_id=f"checkin-of-{user_id}",
            mood=4,
            sleep_quality=None,
            stress=None,
            anxiety=None,
            soreness=None,
            pain=None,
            pain_site=None,
            symptoms=[],
            occurred_at=noon(FIRST),
            available_at=noon(FIRST),
        )
        for user_id in user_ids
    ]
    append_records(rows, CHECKINS, settings)


def write_events(settings: Settings, *user_ids: str) -> None:
    """Append one message of each athlete, as the stream would."""
    rows = [
        EventRecord(
            topic="checkins.v1",
            partition=0,
            offset=offset,
            key=user_id,
            value=json.dumps({"user_id": user_id, "mood": 4}),
            broker_ts=noon(FIRST),
            date=FIRST,
        )
        for offset, user_id in enumerate(user_ids)
    ]
    append_records(rows, EVENTS, settings)


def write_quarantine(settings: Settings, *refused: tuple[str | None, str]) -> None:
    """Append refused records: (whose, raw text)."""
    rows = [
        Quarantined(
            user_id=user_id,
            source="checkins.v1",
            file_sha256=None,
            ordinal=None,
            reason="does_not_fit",
            detail="mood",
            raw=raw,
            quarantined_at=noon(FIRST),
        )
        for user_id, raw in refused
    ]
    append_records(rows, QUARANTINE, settings)
