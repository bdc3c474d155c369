"""The athlete's today: plan and why, done or skipped, check-in, the coach, trends."""

from typing import Any, get_args

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from models.domain.events import Site, Symptom
from serving.bodies import CheckinBody, ReportBody
from serving.coach.conversation import converse, history
from serving.problems import Problem
from serving.routers.asked import House, Now
from serving.routers.coach import MessageBody, streamed
from serving.usecases import feedback
from serving.usecases.checkin import Receptionist, refuse_empty
from serving.usecases.facts import find_athlete
from serving.usecases.recommend import recommend
from serving.usecases.today import today
from serving.usecases.trends import trends
from serving.web.day import day_facts, day_progress
from serving.web.forms import BadForm, body_of, said
from serving.web.page import page
from serving.web.session import AthleteVisitor, SignedOut, same_origin
from serving.web.sparkline import sparkline
from serving.web.thanks import thanks

router = APIRouter(prefix="/app", include_in_schema=False)

RATINGS = ("mood", "sleep_quality", "stress", "anxiety", "soreness")
CHECKED = {*RATINGS, "pain"}
REPORTED = {"motivation_before", "motivation_after", "difficulty_rating", "rpe"}


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
    facts = day_facts(house, user_id, now)
    asked: dict[str, Any] = {"ratings": RATINGS, "sites": get_args(Site)}
    asked["symptoms"] = get_args(Symptom)
    return page(request, "today.html", charts=charts, messages=said_before, **asked, **facts)


@router.get("/plan")
def show_plan(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Return the part of the page that holds the plan."""
    return page(request, "_plan.html", **day_facts(house, user_id, now))


@router.post("/plan", dependencies=[Depends(same_origin)])
def another(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Make one more plan when today's is done."""
    recommend(house, user_id, now)
    return page(request, "_plan.html", **day_facts(house, user_id, now))


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
    progress = day_progress(house, user_id, now)
    return page(request, "_reported.html", one=reply.activity, progress=progress)


@router.post("/checkins", dependencies=[Depends(same_origin)])
async def check_in(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Record how the athlete is; return the plan that follows from it."""
    form = await request.form()
    before = today(house, user_id, now).plan
    try:
        body = body_of(CheckinBody, said(form, CHECKED, {"symptoms"}))
        refuse_empty(body)
        with house.database.write() as session:
            Receptionist(session, house.ids, now).check_in(user_id, body)
    except (BadForm, Problem) as error:
        told = {"message": str(error), "refused": True}
        return page(request, "_plan.html", **(day_facts(house, user_id, now) | told))
    house.committed()
    facts = day_facts(house, user_id, now)
    facts |= {"message": thanks(body, before, facts["plan"])}
    answer = page(request, "_plan.html", **facts)
    # page.js empties the form
    answer.headers["HX-Trigger"] = "taken"
    return answer


@router.post("/coach/messages", dependencies=[Depends(same_origin)])
def talk(body: MessageBody, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Answer a message to the coach as a stream."""
    return streamed(converse(house, user_id, body.message, now))
