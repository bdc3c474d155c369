"""Everything the log and the lake know about one athlete, and what it says as of a time."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.domain import topics
from models.domain.decisions import Decision
from models.domain.events import AthleteEvent, CheckinEvent, Feedback
from models.features.catalogue import DAILY, REQUEST
from models.features.request import CheckinFacts, request_features
from models.learning.messages import Refusal, record_of
from models.safety.profile import Injury, Profile

CHECKIN_WINDOW = timedelta(hours=36)
"""An older check-in says nothing about today (statistics.md 10); the API asks the same."""
READ = {t.name: t for t in (topics.DECISIONS, topics.FEEDBACK, topics.CHECKINS)}
READ[topics.ATHLETE_EVENTS.name] = topics.ATHLETE_EVENTS


@dataclass(frozen=True, slots=True)
class DailyRow:
    """One row of gold.daily_features."""

    day: date
    event_ts: datetime
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class Chronicle:
    """One athlete's records, each list in time order and without doubles."""

    user_id: str
    decisions: tuple[Decision, ...]
    feedback: Mapping[str, tuple[Feedback, ...]]
    """Per decision."""
    checkins: tuple[CheckinEvent, ...]
    profiles: tuple[tuple[datetime, Profile], ...]
    daily: tuple[DailyRow, ...]

    def profile(self, at: datetime) -> Profile:
        """Return the profile as of a time: the first one said stands for the time before it."""
        known = [profile for said, profile in self.profiles if said <= at]
        if known:
            return known[-1]
        return self.profiles[0][1] if self.profiles else Profile(user_id=self.user_id)

    def local_day(self, at: datetime) -> date:
        """Return the day it was where the athlete lives."""
        return at.astimezone(ZoneInfo(self.profile(at).timezone)).date()

    def checkin(self, at: datetime) -> CheckinEvent | None:
        """Return the latest check-in of the 36 hours up to a time."""
        known = [c for c in self.checkins if at - CHECKIN_WINDOW < c.occurred_at <= at]
        return known[-1] if known else None

    def features(self, at: datetime) -> DailyRow | None:
        """Return the latest row with event_ts <= at: the point-in-time join."""
        known = [row for row in self.daily if row.event_ts <= at]
        return max(known, key=lambda row: row.day) if known else None

    def context(self, at: datetime) -> list[float | None]:
        """Return the context in the feature service's order, as the API would have made it."""
        row, profile = self.features(at), self.profile(at)
        daily = row.values if row else {}
        weekday = self.local_day(at).weekday()
        facts = checkin_facts(self.checkin(at), at)
        asked = request_features(profile, facts, weekday, profile.minutes_per_day)
        return [daily.get(f.name) for f in DAILY] + [asked.get(f.name) for f in REQUEST]


def checkin_facts(event: CheckinEvent | None, at: datetime) -> CheckinFacts | None:
    """Return a check-in as the gate and the features take it."""
    if event is None:
        return None
    return CheckinFacts(
        mood=event.mood,
        sleep_quality=event.sleep_quality,
        stress=event.stress,
        anxiety=event.anxiety,
        soreness=event.soreness,
        pain=event.pain,
        pain_site=event.pain_site,
        symptoms=tuple(event.symptoms),
        age_h=(at - event.occurred_at).total_seconds() / 3600.0,
    )


def profile_of(event: AthleteEvent) -> Profile:
    """Return the profile of an athlete event: flat text, lists and numbers as JSON."""
    said = event.payload
    injuries = json.loads(said.get("injuries") or "[]")
    return Profile(
        user_id=event.user_id,
        goal=said["goal"],
        experience=said["experience"],
        days_per_week=int(said["days_per_week"]),
        minutes_per_day=int(said["minutes_per_day"]),
        equipment=tuple(json.loads(said.get("equipment") or "[]")),
        birth_year=json.loads(said.get("birth_year") or "null"),
        sex=said.get("sex") or None,
        timezone=said.get("timezone") or "UTC",
        injuries=tuple(Injury(i["site"], i.get("since"), i["status"]) for i in injuries),
        screening=json.loads(said.get("screening") or "{}"),
        screened_on=date.fromisoformat(on) if (on := said.get("screened_on")) else None,
        conditions=tuple(json.loads(said.get("conditions") or "[]")),
    )


def message(topic: str, value: str) -> Any:
    """Return a message's record, or None where it is none of ours or not a valid one.

    The stream has dead-lettered what is invalid; bronze keeps it all the same.
    """
    if topic not in READ:
        return None
    try:
        return record_of(topic, value)
    except Refusal:
        return None


def chronicle(user_id: str, records: Iterable[Any], daily: Iterable[DailyRow]) -> Chronicle:
    """Sort one athlete's records; a later record of the same id replaces the earlier."""
    held: dict[type[Any], dict[str, Any]] = {
        kind: {} for kind in (Decision, Feedback, CheckinEvent, AthleteEvent)
    }
    for record in records:
        if record is not None:
            key = record.decision_id if isinstance(record, Decision) else record.event_id
            held[type(record)][key] = record
    events = sorted(held[AthleteEvent].values(), key=lambda e: (e.recorded_at, e.event_id))
    return Chronicle(
        user_id=user_id,
        decisions=tuple(
            sorted(held[Decision].values(), key=lambda d: (d.decided_at, d.decision_id))
        ),
        feedback=_by_decision(held[Feedback].values()),
        checkins=tuple(sorted(held[CheckinEvent].values(), key=lambda c: c.occurred_at)),
        profiles=tuple((e.occurred_at, profile_of(e)) for e in events if e.kind == "profile"),
        daily=tuple(sorted(daily, key=lambda row: row.event_ts)),
    )


def _by_decision(events: Iterable[Feedback]) -> dict[str, tuple[Feedback, ...]]:
    found: dict[str, list[Feedback]] = {}
    for event in sorted(events, key=lambda e: (e.recorded_at, e.event_id)):
        found.setdefault(event.decision_id, []).append(event)
    return {decision: tuple(events) for decision, events in found.items()}
