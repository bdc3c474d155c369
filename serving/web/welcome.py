"""Onboarding: who the athlete is, what they want, what must be spared; and importing exports."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from models.catalogue.activities import activities
from models.domain.events import Site
from models.safety.conditions import CONDITIONS
from models.safety.screening import QUESTIONS
from serving.bodies import AthleteBody, Experience, Goal
from serving.clock import day_text
from serving.db.athletes import Injury
from serving.problems import Problem
from serving.routers.asked import House, Now
from serving.usecases.facts import find_athlete
from serving.usecases.importing import Upload, newest, progress, take
from serving.usecases.register import Registrar
from serving.web.forms import BadForm, body_of, said
from serving.web.page import page
from serving.web.session import AthleteVisitor, same_origin

router = APIRouter(prefix="/app", include_in_schema=False)

NUMBERS = {"days_per_week", "minutes_per_day", "birth_year"}
LISTS = {"equipment", "injuries", "screening", "conditions"}
ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles")
MORE_ZONES = ("Asia/Shanghai", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney")


def _choices() -> dict[str, Any]:
    equipment = {name for one in activities().values() for name in one.equipment}
    return {
        "goals": get_args(Goal),
        "experiences": get_args(Experience),
        "equipment": sorted(equipment),
        "sites": get_args(Site),
        "questions": QUESTIONS,
        "conditions": CONDITIONS,
        "zones": ZONES + MORE_ZONES,
    }


@router.get("/welcome")
def welcome(request: Request, user_id: AthleteVisitor, house: House) -> Response:
    """Ask what a plan needs to know; known answers are filled in."""
    with house.database.read() as session:
        person = find_athlete(session, user_id)
        known = {
            "goal": person.goals[-1].goal,
            "experience": person.experience,
            "days_per_week": person.days_per_week,
            "minutes_per_day": person.minutes_per_day,
            "birth_year": person.birth_year,
            "timezone": person.timezone,
            "equipment": person.equipment,
            "injuries": [injury.site for injury in person.injuries if injury.status != "past"],
            "screening": [name for name, yes in person.screening.items() if yes],
            "conditions": person.conditions,
        }
    return page(request, "welcome.html", known=known, message="", **_choices())


@router.post("/welcome", dependencies=[Depends(same_origin)])
async def answered(request: Request, user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Keep the answers."""
    form = await request.form()
    try:
        given = said(form, NUMBERS, LISTS)
        _keep(house, user_id, given, now)
    except BadForm as error:
        known: dict[str, Any] = {name: [] for name in LISTS} | dict(form)
        return page(
            request, "welcome.html", status=422, known=known, message=str(error), **_choices()
        )
    return RedirectResponse("/app/import" if "then_import" in form else "/app", 303)


def _keep(house: House, user_id: str, given: dict[str, Any], now: Now) -> None:
    yes = set(given.get("screening", ()))
    with house.database.write() as session:
        person = find_athlete(session, user_id)
        fields = {name: given[name] for name in given if name in AthleteBody.model_fields}
        body = body_of(
            AthleteBody,
            {
                **fields,
                "external_id": person.external_id,
                "consent": True,
                "equipment": given.get("equipment", []),
                "injuries": _injuries(person.injuries, given.get("injuries", []), now),
                "screening": {name: name in yes for name in QUESTIONS},
                "conditions": given.get("conditions", []),
            },
        )
        Registrar(session, house.ids, now).register(body)
    house.committed()


def _injuries(known: Sequence[Injury], sites: list[str], now: Now) -> list[dict[str, Any]]:
    """Return what is injured by the form: known ones keep date and phase, unticked are past."""
    told = [
        {
            "site": one.site,
            "since": one.since,
            "status": one.status if one.site in sites else "past",
        }
        for one in known
    ]
    open_sites = {one["site"] for one in told if one["status"] != "past"}
    new = [site for site in sites if site not in open_sites]
    return told + [{"site": site, "since": day_text(now), "status": "active"} for site in new]


@router.get("/import")
def import_page(request: Request, user_id: AthleteVisitor, house: House) -> Response:
    """Offer to read an export; show how far the newest is."""
    return page(request, "import.html", job=newest(house, user_id), message="")


async def _uploaded(
    file: Annotated[UploadFile, File()],
    unit: Annotated[Literal["", "kg", "lb"], Form()] = "",
) -> Upload:
    return Upload(file.filename or "export", file.file, unit or None)


@router.post("/imports", dependencies=[Depends(same_origin)])
def import_file(
    request: Request,
    user_id: AthleteVisitor,
    house: House,
    now: Now,
    upload: Annotated[Upload, Depends(_uploaded)],
) -> Response:
    """Take an export and show how far its reading is."""
    try:
        job = take(house, user_id, upload, now)
    except Problem as problem:
        reading = newest(house, user_id) if problem.status == HTTPStatus.CONFLICT else None
        return page(request, "_import.html", job=reading, message=problem.detail)
    return page(request, "_import.html", job=job, message="")


@router.get("/imports/{job_id}")
def import_progress(
    request: Request, job_id: str, user_id: AthleteVisitor, house: House
) -> Response:
    """Return the part of the page that shows how far an import is; asked every second."""
    return page(request, "_import.html", job=progress(house, user_id, job_id), message="")
