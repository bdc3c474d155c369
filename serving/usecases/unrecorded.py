"""The plan of a day without a database: safe rest, flagged, remembered by nobody."""

from datetime import datetime

from models.catalogue.actions import actions
from models.catalogue.activities import activities
from models.domain.decisions import Slot
from models.policy.rules import NAME, safe_rest
from serving.replies import ActivityReply, PlanReply, SafetyReply

RUNG = "unrecorded"
TEXT = "Your history cannot be read right now, so this is a rest plan that is safe for everyone."


def unrecorded_plan(now: datetime) -> PlanReply:
    """Return the safe rest plan; reports about it cannot be taken."""
    choice = safe_rest()
    return PlanReply(
        rl_action=actions()[choice.action].name,
        reason=TEXT,
        activities=[_activity(slot, choice.action, now) for slot in choice.slate],
        decision_id=None,
        rl_action_id=choice.action,
        action_probability=choice.action_probability,
        policy_name=NAME,
        policy_version=choice.policy_version,
        posterior_version=None,
        rung=RUNG,
        experiment=None,
        variant=None,
        segment=None,
        segment_known=False,
        safety=SafetyReply(
            level="modify", text=TEXT, readiness="unknown", reason=None, removed=[], why={}
        ),
        features_as_of=None,
        features_age_h=None,
    )


def _activity(slot: Slot, action: int, now: datetime) -> ActivityReply:
    entry = activities()[slot.catalogue_id]
    return ActivityReply(
        id=None,
        name=entry.name,
        type=entry.type,
        duration_minutes=entry.minutes,
        intensity=entry.intensity,
        description=entry.description,
        instructions=list(entry.instructions),
        motivation_tracking=False,
        catalogue_id=entry.catalogue_id,
        slot=slot.slot,
        segment="",
        rl_action_id=action,
        completion_probability=None,
        reported=False,
        completed=False,
        motivation_before=None,
        motivation_after=None,
        difficulty_rating=None,
        rpe=None,
        pain=None,
        pain_site=None,
        notes="",
        assigned_date=now,
        completion_date=None,
    )
