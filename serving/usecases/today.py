"""Today at a glance: the template's session, and the plan if one was asked for."""

from datetime import datetime

from serving.replies import TodayReply
from serving.service import Service
from serving.usecases.facts import facts_of, latest_plan
from serving.usecases.keeping import fallen
from serving.usecases.moment import template_of
from serving.usecases.screening import screened
from serving.views import plan_reply


def today(house: Service, user_id: str, now: datetime) -> TodayReply:
    """Return the day's session and its newest plan; this decides nothing.

    A plan of which something is no longer allowed is not shown: `recommend` replaces it.
    """
    with house.database.read() as session:
        facts = facts_of(session, user_id, now)
        latest = latest_plan(session, user_id, facts.today)
    online = house.features.read(user_id, None)
    screening = screened(facts, online, now)
    day = template_of(facts.profile).day(facts.today.weekday())
    withdrawn = latest and (screening.level == "emergency" or fallen(latest, screening))
    return TodayReply(
        day=facts.today,
        session=day.session,
        planned_minutes=day.minutes,
        plan=plan_reply(latest, screening, now) if latest and not withdrawn else None,
    )
