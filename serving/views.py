"""Rows and records as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from models.catalogue.actions import actions
from models.catalogue.activities import activities
from models.safety.gate import Screening
from models.safety.rules import rule_of
from serving.clock import hours_between
from serving.db.activities import Activity
from serving.db.decisions import DecisionRow
from serving.replies import ActivityReply, PlanReply, RemovalReply, SafetyReply

FULL_PLAN = 5


def activity_reply(row: Activity, expected: Mapping[str, float | None]) -> ActivityReply:
    """Return an assigned activity; `expected` has its completion probability."""
    return ActivityReply(
        id=row.id,
        name=row.activity_name,
        type=row.activity_type,
        duration_minutes=row.duration_minutes,
        intensity=row.intensity,
        description=row.description,
        instructions=list(activities()[row.catalogue_id].instructions),
        motivation_tracking=True,
        catalogue_id=row.catalogue_id,
        slot=row.slot,
        segment=row.segment,
        rl_action_id=row.rl_action_id,
        completion_probability=expected.get(row.catalogue_id),
        reported=row.reported_at is not None,
        completed=row.completed,
        motivation_before=row.motivation_before,
        motivation_after=row.motivation_after,
        difficulty_rating=row.difficulty_rating,
        rpe=row.rpe,
        pain=row.pain,
        pain_site=row.pain_site,
        notes=row.notes,
        assigned_date=row.assigned_date,
        completion_date=row.completion_date,
    )


def plan_reply(row: DecisionRow, screening: Screening, now: datetime) -> PlanReply:
    """Return a recorded decision as a plan."""
    record = orjson.loads(row.record)
    expected = {slot["catalogue_id"]: slot["completion_probability"] for slot in record["slate"]}
    shown = [activity_reply(activity, expected) for activity in row.activities]
    as_of = record["context_timestamps"].get("daily_features")
    known = datetime.fromisoformat(as_of) if as_of else None
    return PlanReply(
        rl_action=actions()[row.action].name,
        reason=_because(record),
        activities=shown,
        decision_id=row.decision_id,
        rl_action_id=row.action,
        action_probability=record["action_probability"],
        policy_name=record["policy_name"],
        policy_version=record["policy_version"],
        posterior_version=record["posterior_version"],
        rung=row.rung,
        experiment=record["experiment"],
        variant=record["variant"],
        segment=row.segment,
        segment_known=record["segment_known"],
        safety=safety_reply(screening, len(shown)),
        features_as_of=known,
        features_age_h=round(hours_between(known, now), 1) if known else None,
    )


def unplanned_reply(screening: Screening) -> PlanReply:
    """Return the answer when nothing may be offered: an emergency, or everything removed."""
    return PlanReply(
        rl_action=None,
        reason=screening.text,
        activities=[],
        decision_id=None,
        rl_action_id=None,
        action_probability=None,
        policy_name=None,
        policy_version=None,
        posterior_version=None,
        rung=None,
        experiment=None,
        variant=None,
        segment=None,
        segment_known=False,
        safety=safety_reply(screening, 0),
        features_as_of=None,
        features_age_h=None,
    )


def safety_reply(screening: Screening, offered: int) -> SafetyReply:
    """Return the gate's word; `reason` lists why a plan is short."""
    codes = sorted({removal.reason for removal in screening.removed})
    return SafetyReply(
        level=screening.level,
        text=screening.text,
        readiness=screening.readiness,
        reason=", ".join(codes) or screening.level if offered < FULL_PLAN else None,
        removed=[RemovalReply(kind=r.kind, id=r.id, reason=r.reason) for r in screening.removed],
        why={code: rule_of(code).reason for code in codes},
    )


def _because(record: Mapping[str, Any]) -> str:
    chance = f"{record['action_probability']:.0%}"
    learned = f"chosen with a chance of {chance} from what has worked for you and athletes like you"
    told = {
        "coach": "changed because you asked for it",
        "random": f"chosen at random with a chance of {chance}, as part of a study",
        "popularity": "what athletes complete most often, as part of a study",
    }
    ruled = "chosen by the rules of your plan template"
    how = told.get(record["policy_name"], learned if record["exploring"] else ruled)
    who = f"Segment: {record['segment']}"
    if not record["segment_known"]:
        who = "We're still getting to know you"
        if how == ruled:
            who, how = f"{who}, so today follows a standard plan", ""
    readiness = record["readiness"]
    body = f"readiness: {readiness}" if readiness != "unknown" else ""
    return "; ".join(part for part in (who, body, how) if part) + "."
