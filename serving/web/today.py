"""The athlete's today: plan and why, done or skipped, check-in, the coach, trends."""

from collections import Counter
from typing import Any, get_args

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from models.domain.events import Site, Symptom
from serving.bodies import CheckinBody, ReportBody
from serving.coach.conversation import converse, history
from serving.coach.plan_tools import body_facts
from serving.coach.visit import Visit
from serving.problems import Problem
from serving.replies import PlanReply
from serving.routers.asked import House, Now
from serving.routers.coach import MessageBody, streamed
from serving.usecases import feedback
from serving.usecases.checkin import Receptionist
from serving.usecases.facts import find_athlete
from serving.usecases.recommend import recommend
from serving.usecases.today import today
from serving.usecases.trends import trends
from serving.web.forms import BadForm, body_of, said
from serving.web.page import page
from serving.web.session import AthleteVisitor, SignedOut, same_origin
from serving.web.sparkline import sparkline

router = APIRouter(prefix="/app", include_in_schema=False)

RATINGS = ("mood", "sleep_quality", "stress", "anxiety", "soreness")
CHECKED = {*RATINGS, "pain"}
REPORTED = {"motivation_before", "motivation_after", "difficulty_rating", "rpe"}
EVERYDAY = {"equipment", "time", "no_activity"}
"""Reasons that are no safety matter: shown as a count, not as a warning."""


@router.get("")
def show(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Show today; a newcomer is asked who they are first."""
    with house.database.read() as session:
        try:
            athlete = find_athlete(session, user_id)
        except Problem as problem:
            raise SignedOut("expired") from problem
        if not athlete.screening:
            return RedirectResponse("/app/welcome", 303)
        charts = [sparkline(trend) for trend in trends(session, user_id, now)]
        said_before = history(session, user_id, 20)
    facts = _plan(house, user_id, now)
    asked: dict[str, Any] = {"ratings": RATINGS, "sites": get_args(Site)}
    asked["symptoms"] = get_args(Symptom)
    return page(
        request, "today.html", charts=charts, messages=said_before, message="", **asked, **facts
    )


@router.get("/plan")
def show_plan(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Return the part of the page that holds the plan."""
    return page(request, "_plan.html", message="", **_plan(house, user_id, now))


@router.post("/plan", dependencies=[Depends(same_origin)])
def another(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Make one more plan when today's is done."""
    recommend(house, user_id, now)
    return page(request, "_plan.html", message="", **_plan(house, user_id, now))


def _plan(house: House, user_id: str, now: Now) -> dict[str, Any]:
    """Return what the plan's part shows; looking at a finished plan makes no new one."""
    known = today(house, user_id, now)
    plan = known.plan or recommend(house, user_id, now)
    removed = Counter(one.reason for one in plan.safety.removed)
    return {
        "day": known.day,
        "session": known.session,
        "plan": plan,
        "finished": bool(plan.activities) and all(one.reported for one in plan.activities),
        "progress": _progress(plan),
        "body": body_facts(Visit(house, user_id, now)),
        "spared": {reason: n for reason, n in removed.items() if reason not in EVERYDAY},
        "unfit": sum(n for reason, n in removed.items() if reason in EVERYDAY),
    }


def _progress(plan: PlanReply) -> dict[str, int]:
    return {
        "done": sum(one.completed for one in plan.activities),
        "all": len(plan.activities),
        "minutes": sum(one.duration_minutes for one in plan.activities),
    }


@router.post("/activities/{activity_id}", dependencies=[Depends(same_origin)])
async def report(
    request: Request, activity_id: int, user_id: AthleteVisitor, house: House, now: Now
) -> Response:
    """Record done or skipped; return the activity's card as it is now."""
    form = await request.form()
    given = said(form, REPORTED) | {"completed": form.get("completed") == "yes"}
    body = body_of(ReportBody, {k: v for k, v in given.items() if k in ReportBody.model_fields})
    with house.database.write() as session:
        writer = feedback.reporter(house, session, user_id, now)
        reply = feedback.complete(writer, activity_id, body)
    house.committed()
    return page(request, "_activity.html", one=reply.activity, stats=reply.stats)


@router.post("/checkins", dependencies=[Depends(same_origin)])
async def check_in(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Record how the athlete is; return the plan that follows from it."""
    form = await request.form()
    try:
        body = body_of(CheckinBody, said(form, CHECKED, {"symptoms"}))
        with house.database.write() as session:
            Receptionist(session, house.ids, now).check_in(user_id, body)
        house.committed()
        told = "Thank you, noted. Your plan follows how you are."
    except BadForm as error:
        told = str(error)
    return page(request, "_plan.html", message=told, **_plan(house, user_id, now))


@router.post("/coach/messages", dependencies=[Depends(same_origin)])
def talk(body: MessageBody, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Answer a message to the coach as a stream."""
    return streamed(converse(house, user_id, body.message, now))
