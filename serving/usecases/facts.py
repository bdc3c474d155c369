"""What the database knows of an athlete when a decision is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.features.request import CheckinFacts
from models.features.samples import AHEAD
from models.safety.profile import Profile
from models.safety.readiness import EMERGENCY_SYMPTOMS
from models.safety.vitals import RedFlagVital
from serving.clock import hours_between
from serving.db.athletes import Athlete
from serving.db.checkins import Checkin
from serving.db.decisions import DecisionRow
from serving.db.imported_decisions import ImportedDecision
from serving.db.red_flags import RedFlag
from serving.episodes import closed_episodes
from serving.past import LOOK_BACK, Made
from serving.problems import Problem
from serving.profiles import profile_of

CHECKIN_WINDOW = timedelta(hours=36)
"""An older check-in says nothing about today (statistics.md 10)."""
SYMPTOM_WINDOW = timedelta(hours=24)
"""A symptom holds this long, whatever a later check-in leaves out; so does a red-flag vital."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One consistent view of the database."""

    profile: Profile
    engagement: float
    today: date
    """The athlete's local day."""
    checkin: CheckinFacts | None
    checkin_at: datetime | None
    made: Sequence[Made]
    """Standing decisions of the look-back window in time order, imported ones too, without the
    open one."""
    open: DecisionRow | None
    """Today's plan while something in it is not reported, with its activities."""
    number: int
    """How many decisions the local day has, superseded ones too."""
    episodes: int
    vitals: tuple[RedFlagVital, ...] = ()
    """Vital signs of the last day that were beyond their limits."""


def find_athlete(session: Session, user_id: str) -> Athlete:
    """Return the athlete; raise Problem 404 when nobody has this user_id."""
    athlete = session.get(Athlete, user_id)
    if athlete is None:
        raise Problem(404, f"no athlete {user_id}", field="user_id")
    return athlete


def facts_of(session: Session, user_id: str, now: datetime) -> Facts:
    """Read everything a decision needs, in one transaction."""
    athlete = find_athlete(session, user_id)
    checkins = _checkins(session, user_id, now)
    today = local_day(athlete.timezone, now)
    rows = _decisions(session, user_id, now)
    standing = [row for row in rows if row.superseded_by is None]
    opened = _open(session, standing, today)
    return Facts(
        profile=profile_of(athlete),
        engagement=athlete.engagement_score,
        today=today,
        checkin=_latest(checkins, now),
        checkin_at=checkins[0].occurred_at if checkins else None,
        made=_in_time_order(
            standing[:-1] if opened else standing, _imported(session, user_id, now)
        ),
        open=opened,
        number=sum(row.day == today for row in rows),
        episodes=closed_episodes(session, now),
        vitals=_vitals(session, user_id, now),
    )


def local_day(timezone: str, now: datetime) -> date:
    """Return the day it is where the athlete lives."""
    return now.astimezone(ZoneInfo(timezone)).date()


def _checkins(session: Session, user_id: str, now: datetime) -> Sequence[Checkin]:
    query = select(Checkin).where(
        Checkin.user_id == user_id,
        Checkin.occurred_at > now - CHECKIN_WINDOW,
        Checkin.occurred_at <= now,
    )
    return session.scalars(query.order_by(Checkin.occurred_at.desc(), Checkin.id.desc())).all()


def _latest(checkins: Sequence[Checkin], now: datetime) -> CheckinFacts | None:
    """Return the newest check-in, with every symptom of the last day."""
    if not checkins:
        return None
    latest = checkins[0]
    return CheckinFacts(
        mood=latest.mood,
        sleep_quality=latest.sleep_quality,
        stress=latest.stress,
        anxiety=latest.anxiety,
        soreness=latest.soreness,
        pain=latest.pain,
        pain_site=latest.pain_site,
        symptoms=tuple(sorted({one for c in _recent(checkins, now) for one in c.symptoms})),
        age_h=hours_between(latest.occurred_at, now),
    )


def _recent(checkins: Sequence[Checkin], now: datetime) -> list[Checkin]:
    """Return the check-ins whose symptoms still hold."""
    return [c for c in checkins if now - c.occurred_at <= SYMPTOM_WINDOW]


def emergencies(session: Session, user_id: str, now: datetime) -> tuple[datetime, ...]:
    """Return when the red flags of an emergency that stands were raised, ascending."""
    checkins = _recent(_checkins(session, user_id, now), now)
    said = {c.occurred_at for c in checkins if EMERGENCY_SYMPTOMS & set(c.symptoms)}
    flags = _red_flags(session, user_id, now)
    return tuple(sorted(said | {one.occurred_at for one in flags if one.level == "emergency"}))


def _vitals(session: Session, user_id: str, now: datetime) -> tuple[RedFlagVital, ...]:
    rows = _red_flags(session, user_id, now)
    return tuple(RedFlagVital(row.reason, row.level, row.detail) for row in rows)


def _red_flags(session: Session, user_id: str, now: datetime) -> Sequence[RedFlag]:
    query = select(RedFlag).where(
        RedFlag.user_id == user_id,
        RedFlag.occurred_at > now - SYMPTOM_WINDOW,
        RedFlag.occurred_at <= now + AHEAD,
    )
    return session.scalars(query.order_by(RedFlag.occurred_at, RedFlag.id)).all()


def _decisions(session: Session, user_id: str, now: datetime) -> Sequence[Any]:
    # the few columns of the look-back, not fifteen days of whole records
    query = select(
        DecisionRow.decision_id,
        DecisionRow.decided_at,
        DecisionRow.day,
        DecisionRow.action,
        DecisionRow.reported_at,
        DecisionRow.superseded_by,
    ).where(DecisionRow.user_id == user_id, DecisionRow.decided_at > now - LOOK_BACK)
    return session.execute(query.order_by(DecisionRow.day, DecisionRow.number)).all()


def _in_time_order(here: Sequence[Any], elsewhere: Sequence[ImportedDecision]) -> list[Made]:
    made = [Made(row.decided_at, row.day, row.action, row.reported_at is not None) for row in here]
    # nothing of another system is open here
    made += [Made(row.decided_at, row.day, row.action, reported=True) for row in elsewhere]
    return sorted(made, key=lambda one: one.decided_at)


def _imported(session: Session, user_id: str, now: datetime) -> Sequence[ImportedDecision]:
    query = select(ImportedDecision).where(
        ImportedDecision.user_id == user_id,
        ImportedDecision.decided_at > now - LOOK_BACK,
        ImportedDecision.decided_at <= now,
    )
    return session.scalars(query.order_by(ImportedDecision.decided_at)).all()


def latest_plan(session: Session, user_id: str, today: date) -> DecisionRow | None:
    """Return the day's newest standing decision, with its activities."""
    query = select(DecisionRow).where(
        DecisionRow.user_id == user_id,
        DecisionRow.day == today,
        DecisionRow.superseded_by.is_(None),
    )
    return session.scalar(query.order_by(DecisionRow.number.desc()).limit(1))


def _open(session: Session, standing: Sequence[Any], today: date) -> DecisionRow | None:
    """Return today's newest standing decision if something in it is not reported."""
    if not standing or standing[-1].day != today or standing[-1].reported_at is not None:
        return None
    return session.get_one(DecisionRow, standing[-1].decision_id)
