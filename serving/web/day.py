"""The part of the page that holds the day: the plan, what was reported, how far it is."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from serving.coach.plan_tools import body_facts
from serving.coach.visit import Visit
from serving.replies import ActivityReply, PlanReply
from serving.service import Service
from serving.usecases.recommend import recommend
from serving.usecases.reported import reported_elsewhere
from serving.usecases.today import today

EVERYDAY = {"equipment", "time", "no_activity"}
"""Reasons that are no safety matter: shown as a count, not as a warning."""


def day_facts(house: Service, user_id: str, now: datetime) -> dict[str, Any]:
    """Return what the plan's part shows; looking at a finished plan makes no new one."""
    known = today(house, user_id, now)
    plan = known.plan or recommend(house, user_id, now)
    removed = Counter(one.reason for one in plan.safety.removed)
    earlier = _earlier(house, user_id, known.day, plan)
    return {
        "day": known.day,
        "session": known.session,
        "plan": plan,
        # an emergency is all there is to read
        "earlier": [] if plan.safety.level == "emergency" else earlier,
        "finished": bool(plan.activities) and all(one.reported for one in plan.activities),
        "progress": _progress([*earlier, *plan.activities]),
        "body": body_facts(Visit(house, user_id, now)),
        "spared": {reason: n for reason, n in removed.items() if reason not in EVERYDAY},
        "unfit": sum(n for reason, n in removed.items() if reason in EVERYDAY),
        "message": "",
        "refused": False,
    }


def _progress(shown: Sequence[ActivityReply]) -> str:
    done = sum(one.completed for one in shown)
    minutes = sum(one.duration_minutes for one in shown)
    return f"{done} of {len(shown)} done · {minutes} minutes in all"


def day_progress(house: Service, user_id: str, now: datetime) -> str:
    """Return how far the day is, without deciding anything; empty where no plan holds."""
    known = today(house, user_id, now)
    if known.plan is None:
        return ""
    earlier = _earlier(house, user_id, known.day, known.plan)
    return _progress([*earlier, *known.plan.activities])


def _earlier(house: Service, user_id: str, day: date, plan: PlanReply) -> list[ActivityReply]:
    with house.database.read() as session:
        return reported_elsewhere(session, user_id, day, plan.decision_id)
