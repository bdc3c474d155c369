"""The coach's second layer: every change of a plan is a delta through the same gate, recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.policy.rules import RulesRequest, kept_choice, rules_choice
from serving.coach.changes import Change, Delta, Refused, delta_of
from serving.db.decisions import DecisionRow
from serving.ladder import Outcome
from serving.replies import PlanReply
from serving.service import Service
from serving.usecases.draft import Draft
from serving.usecases.facts import Facts, facts_of
from serving.usecases.moment import Moment
from serving.usecases.recommend import moment_of, recommend
from serving.usecases.storing import Registry
from serving.views import plan_reply

POLICY, RUNG = "coach", "coach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """What became of a wish."""

    changed: bool
    reason: str
    """`asked`, or the gate's reason for a refusal."""
    plan: PlanReply
    removed: tuple[str, ...] = ()
    """Names of activities that left the plan."""
    added: tuple[str, ...] = ()


def adjust(house: Service, user_id: str, change: Change, now: datetime) -> Adjusted:
    """Change today's plan as far as the gate allows; the old one is superseded and censored."""
    before = recommend(house, user_id, now)
    moment = moment_of(house, user_id, now)
    opened = moment.facts.open
    if opened is None or not before.activities:
        return Adjusted(changed=False, reason=before.safety.level, plan=before)
    names = [a.catalogue_id for a in opened.activities]
    try:
        delta = delta_of(change, opened.action, names, moment.screening)
    except Refused as refusal:
        return Adjusted(changed=False, reason=str(refusal), plan=before)
    if delta.action == opened.action and list(delta.kept) == names:
        return Adjusted(changed=False, reason="already_so", plan=before)
    after = _recorded(house, moment, opened, delta)
    return _told(before, after)


def _recorded(house: Service, moment: Moment, opened: DecisionRow, delta: Delta) -> PlanReply:
    draft = _draft(house, _narrowed(moment, delta), opened, delta)
    with house.database.write() as session:
        row = Registry(session, house.ids, draft).store()
    house.committed()
    house.metrics.rungs.labels(RUNG).inc()
    return plan_reply(row, moment.screening, moment.now)


def _narrowed(moment: Moment, delta: Delta) -> Moment:
    """Return the moment in which only the delta is possible."""
    screening = replace(
        moment.screening,
        allowed_actions=(delta.action,),
        exploration_set=(delta.action,),
        allowed_activities=delta.choices,
    )
    return replace(moment, screening=screening, slate_min=delta.draw, slate_max=delta.draw)


def _draft(house: Service, moment: Moment, opened: DecisionRow, delta: Delta) -> Draft:
    kept = tuple(a for a in opened.activities if a.catalogue_id in delta.kept)
    choice = kept_choice(delta.action)
    if delta.draw:
        choice = rules_choice(
            RulesRequest(
                action=delta.action,
                allowed_activities=delta.choices,
                minutes=max(moment.minutes - sum(a.duration_minutes for a in kept), 0),
                seed=moment.seed,
                slate_min=delta.draw,
                slate_max=delta.draw,
            )
        )
    learner = moment.current.learner if moment.current else POLICY
    outcome = Outcome(choice, RUNG, POLICY, learner, exploring=False)
    return Draft(moment, outcome, house.code_version, opened, kept)


def _told(before: PlanReply, after: PlanReply) -> Adjusted:
    return Adjusted(
        changed=True,
        reason="asked",
        plan=after,
        removed=_without(before, after),
        added=_without(after, before),
    )


def _without(one: PlanReply, other: PlanReply) -> tuple[str, ...]:
    held = {activity.catalogue_id for activity in other.activities}
    return tuple(a.name for a in one.activities if a.catalogue_id not in held)


def facts_now(house: Service, user_id: str, now: datetime) -> Facts:
    """Return one consistent view of what is known of the athlete."""
    with house.database.read() as session:
        return facts_of(session, user_id, now)


def plan_names(plan: PlanReply) -> Sequence[str]:
    """Return the names of a plan's activities in order."""
    return [activity.name for activity in plan.activities]
