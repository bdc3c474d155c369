"""Give today's plan: the open one, or a new decision through gate, policy, check and record."""

from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.experiments.assignment import AlreadyAssigned
from serving.replies import PlanReply
from serving.service import Service
from serving.usecases.assigning import treated
from serving.usecases.facts import facts_of
from serving.usecases.keeping import drafted, fallen
from serving.usecases.moment import Moment
from serving.usecases.screening import screened
from serving.usecases.storing import Registry
from serving.usecases.unrecorded import unrecorded_plan
from serving.views import plan_reply, unplanned_reply

log = structlog.get_logger(__name__)


def recommend(house: Service, user_id: str, now: datetime) -> PlanReply:
    """Return a plan, always; without the database it is safe rest and says `unrecorded`."""
    try:
        try:
            return _plan(house, user_id, now)
        except (IntegrityError, AlreadyAssigned):
            # a simultaneous request of the same athlete was first: its plan is the plan
            return _plan(house, user_id, now)
    except (DBAPIError, PoolTimeout) as error:
        log.warning("plan_unrecorded", error=str(error))
        house.metrics.unrecorded.inc()
        return unrecorded_plan(now)


def _plan(house: Service, user_id: str, now: datetime) -> PlanReply:
    moment = moment_of(house, user_id, now)
    screening, opened = moment.screening, moment.facts.open
    if screening.level == "emergency" or not screening.allowed_actions:
        return unplanned_reply(screening)
    if opened is not None and not fallen(opened, screening):
        return plan_reply(opened, screening, now)
    return _decide(house, moment)


def moment_of(house: Service, user_id: str, now: datetime) -> Moment:
    """Return everything a decision would be made from now."""
    running = house.experiments.running()
    with house.database.read() as session:
        facts = facts_of(session, user_id, now)
        treatment = treated(session, running, user_id)
    current = treatment.current if treatment else house.published.current()
    pooled = current.learner if current else None
    online = house.features.read(user_id, treatment.learner if treatment else pooled)
    return Moment(
        facts,
        online,
        screened(facts, online, now),
        current,
        now,
        house.seeds(),
        facts.profile.minutes_per_day,
        treatment=treatment,
    )


def _decide(house: Service, moment: Moment) -> PlanReply:
    draft = drafted(house.ladder, moment, house.code_version)
    with house.database.write() as session:
        row = Registry(session, house.ids, draft).store()
    house.committed()
    house.metrics.rungs.labels(draft.outcome.rung).inc()
    return plan_reply(row, moment.screening, moment.now)
