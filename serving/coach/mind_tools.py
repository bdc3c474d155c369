"""Tools for the mind: mood check-in, reflection, breathing, motivation."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from serving.coach.arguments import Breathing, Mood, Motivation, Nothing
from serving.coach.phrasebook import phrase, variant
from serving.coach.untrusted import quoted
from serving.coach.visit import Visit
from serving.db.activities import Activity
from serving.db.decisions import DecisionRow
from serving.features import UNAVAILABLE
from serving.usecases.checkin import Receptionist
from serving.usecases.facts import facts_of, find_athlete
from serving.usecases.screening import screened

IN_S, OUT_S = 4, 6
"""Breathing in and out: about six breaths a minute, the longer part out."""
LOW_MOOD, HIGH_STRESS, MOST = 2, 4, 5
WEEK = timedelta(days=7)


def mood_checkin(visit: Visit, said: Mood) -> dict[str, Any]:
    """Record how the athlete is; the gate looks at it at once."""
    with visit.house.database.write() as session:
        event, screening = Receptionist(session, visit.house.ids, visit.now).check_in(
            visit.user_id, said
        )
    visit.house.committed()
    told = {name: getattr(event, name) for name in ("mood", "stress", "anxiety", "soreness")}
    strained = (event.mood or MOST) <= LOW_MOOD or (
        max(event.stress or 0, event.anxiety or 0) >= HIGH_STRESS
    )
    return {
        **told,
        "sleep_quality": event.sleep_quality,
        "pain": event.pain,
        "pain_site": event.pain_site,
        "level": screening.level,
        "text": screening.text,
        "readiness": screening.readiness,
        "offer": "breathing_prompt" if strained else None,
    }


def reflect_and_summarize(visit: Visit, _asked: Nothing) -> dict[str, Any]:
    """Sum up the day and the week from what was reported."""
    with visit.house.database.read() as session:
        zone = ZoneInfo(find_athlete(session, visit.user_id).timezone)
        facts = facts_of(session, visit.user_id, visit.now)
        query = (
            select(Activity)
            .join(DecisionRow, DecisionRow.decision_id == Activity.decision_id)
            .where(
                Activity.user_id == visit.user_id,
                DecisionRow.superseded_by.is_(None),
                Activity.assigned_date > visit.now - WEEK,
                Activity.assigned_date <= visit.now,
            )
        )
        week = session.scalars(query.order_by(Activity.assigned_date, Activity.slot)).all()
    today = [one for one in week if one.assigned_date.astimezone(zone).date() == facts.today]
    return {
        "today": _sum(today),
        "week": _sum(week),
        "mood": facts.checkin.mood if facts.checkin else None,
        "stress": facts.checkin.stress if facts.checkin else None,
        "notes": [quoted(one.notes) for one in today if one.notes],
        "done": [one.activity_name for one in today if one.completed],
    }


def _sum(rows: Sequence[Activity]) -> dict[str, Any]:
    done = [row for row in rows if row.completed]
    gains = [
        row.motivation_after - row.motivation_before
        for row in done
        if row.motivation_after is not None and row.motivation_before is not None
    ]
    return {
        "offered": len(rows),
        "completed": len(done),
        "minutes": sum(row.duration_minutes for row in done),
        "motivation_change": round(fmean(gains), 1) if gains else None,
    }


def breathing_prompt(visit: Visit, asked: Breathing) -> dict[str, Any]:
    """Guide the breath for 60 to 120 seconds; look around where meditation is removed."""
    if _no_meditation(visit):
        still = {"breaths": 0, "breathe_in_seconds": 0, "breathe_out_seconds": 0}
        text = phrase("grounding", visit.language, seconds=asked.seconds)
        return {"seconds": asked.seconds, **still, "settle_seconds": asked.seconds, "text": text}
    breaths = asked.seconds // (IN_S + OUT_S)
    rest = asked.seconds - breaths * (IN_S + OUT_S)
    return {
        "seconds": asked.seconds,
        "breaths": breaths,
        "breathe_in_seconds": IN_S,
        "breathe_out_seconds": OUT_S,
        "settle_seconds": rest,
        "text": phrase(
            "breathing", visit.language, breaths=breaths, inwards=IN_S, outwards=OUT_S,
            seconds=asked.seconds,
        ),
    }  # fmt: skip


def _no_meditation(visit: Visit) -> bool:
    """Return whether the gate removes meditation; no measurement of the body changes that."""
    with visit.house.database.read() as session:
        facts = facts_of(session, visit.user_id, visit.now)
    found = screened(facts, UNAVAILABLE, visit.now)
    return any(one.reason == "meditation" for one in found.removed)


def motivational_message(visit: Visit, asked: Motivation) -> dict[str, Any]:
    """Return a message in the wanted style, about what the athlete really did."""
    week = reflect_and_summarize(visit, Nothing())["week"]
    key = f"motivation_{asked.style}" if week["completed"] else f"motivation_{asked.style}_new"
    text = variant(
        key, visit.language, visit.now.toordinal(), done=week["completed"], minutes=week["minutes"]
    )
    return {"style": asked.style, "completed_this_week": week["completed"], "text": text}
