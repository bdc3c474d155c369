"""Tools about the plan: adjust, explain, warm up and cool down, a small goal."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from models.catalogue.routines import Step, routine
from serving.coach.arguments import Adjust, MicroGoal, Nothing, Routine
from serving.coach.changes import Change
from serving.coach.engine import adjust, facts_now, plan_names
from serving.coach.visit import Visit
from serving.problems import Problem
from serving.replies import PlanReply
from serving.usecases.recommend import recommend

SHOWN = (
    ("sleep_duration_h", "hours asleep last night", 1),
    ("hrv_rmssd_ms", "heart rate variability last night (RMSSD, ms)", 0),
    ("hrv_rmssd_z_28d", "that against your own 28 days (z)", 1),
    ("hrv_sdnn_ms", "heart rate variability (SDNN, ms)", 0),
    ("hrv_sdnn_z_28d", "that against your own 28 days (z)", 1),
    ("resting_hr_bpm", "resting heart rate (per minute)", 0),
    ("load_7d_sum", "training load of 7 days (effort x minutes)", 0),
)
"""Body features that a person can read: name, words, decimals."""


def adjust_plan(visit: Visit, asked: Adjust) -> dict[str, Any]:
    """Change today's plan as far as the safety gate allows."""
    change = Change(kind=asked.change, minutes=asked.minutes, catalogue_id=_named(visit, asked))
    done = adjust(visit.house, visit.user_id, change, visit.now)
    return {
        "changed": done.changed,
        "reason": done.reason,
        "removed": list(done.removed),
        "added": list(done.added),
        **_plan(done.plan),
    }


def _named(visit: Visit, asked: Adjust) -> str | None:
    """Return the catalogue id of the athlete's own activity; 404 for anybody else's."""
    if asked.change != "swap":
        return None
    opened = facts_now(visit.house, visit.user_id, visit.now).open
    for activity in opened.activities if opened else ():
        if activity.id == asked.activity_id:
            return activity.catalogue_id
    raise Problem(404, f"no activity {asked.activity_id} in today's plan", field="activity_id")


def explain_plan(visit: Visit, _asked: Nothing) -> dict[str, Any]:
    """Say why today's plan is what it is: the action, the body, what safety took away."""
    plan = recommend(visit.house, visit.user_id, visit.now)
    return {
        **_plan(plan),
        "why": plan.reason,
        "segment": plan.segment if plan.segment_known else None,
        "readiness": plan.safety.readiness,
        "body": body_facts(visit),
        "removed_by_safety": dict(Counter(r.reason for r in plan.safety.removed).most_common()),
    }


def body_facts(visit: Visit) -> list[dict[str, Any]]:
    """Return what was measured of the body, in words and rounded as people say it."""
    daily = visit.house.features.read(visit.user_id, None).daily
    return [
        {"name": name, "what": words, "value": round(value, digits) if digits else round(value)}
        for name, words, digits in SHOWN
        if (value := daily.get(name)) is not None
    ]


def generate_warmup_cooldown(visit: Visit, asked: Routine) -> dict[str, Any]:
    """Return a warm-up and a cool-down that spare what hurts."""
    spared = spared_sites(visit)
    parts: Mapping[str, Sequence[Step]] = {
        phase: routine(phase, spared, asked.minutes * 60) for phase in ("warmup", "cooldown")
    }
    told = {
        phase: [{"name": s.name, "seconds": s.seconds, "text": s.text} for s in steps]
        for phase, steps in parts.items()
    }
    seconds = {f"{phase}_seconds": sum(s.seconds for s in part) for phase, part in parts.items()}
    return {**told, **seconds, "spared": spared}


def spared_sites(visit: Visit) -> list[str]:
    """Return the body sites that are injured or hurt today."""
    facts = facts_now(visit.house, visit.user_id, visit.now)
    sites = {injury.site for injury in facts.profile.injuries if injury.status != "past"}
    if facts.checkin and facts.checkin.pain_site and facts.checkin.pain:
        sites.add(facts.checkin.pain_site)
    return sorted(sites)


def set_micro_goal(visit: Visit, asked: MicroGoal) -> dict[str, Any]:
    """Set a goal for today that is small enough to be reached: half of what is open."""
    plan = recommend(visit.house, visit.user_id, visit.now)
    waiting = [activity for activity in plan.activities if not activity.reported]
    if not waiting:
        return {"goal": None, "open": 0, "level": plan.safety.level}
    first = min(waiting, key=lambda activity: (activity.duration_minutes, activity.slot))
    aim = min(asked.activities or math.ceil(len(waiting) / 2), len(waiting))
    return {
        "goal": aim,
        "open": len(waiting),
        "start_with": first.name,
        "minutes": first.duration_minutes,
        "level": plan.safety.level,
    }


def _plan(plan: PlanReply) -> dict[str, Any]:
    return {
        "level": plan.safety.level,
        "text": plan.safety.text,
        "action": plan.rl_action,
        "activities": list(plan_names(plan)),
        "minutes": sum(activity.duration_minutes for activity in plan.activities),
        "decision_id": plan.decision_id,
    }
