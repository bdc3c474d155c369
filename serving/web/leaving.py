"""A person's own data: a copy of it, and its end."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from serving.clock import day_text
from serving.replies import Json
from serving.routers.asked import House, Now
from serving.usecases.erase import erase
from serving.usecases.export import export
from serving.web.page import page
from serving.web.session import COOKIE, AthleteVisitor, athlete, same_origin

router = APIRouter(prefix="/app", include_in_schema=False)


@router.get("/export")
def copy(user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Return everything that is held of the athlete, as a file."""
    answer = Json(export(house, user_id, now))
    name = f"fitloop-export-{day_text(now)}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@router.get("/erase", dependencies=[Depends(athlete)])
def ask(request: Request) -> Response:
    """Ask once more before everything is gone."""
    return page(request, "erase.html")


@router.post("/erase", dependencies=[Depends(same_origin)])
def forget(user_id: AthleteVisitor, house: House, now: Now) -> Response:
    """Erase the athlete everywhere and end the session."""
    erase(house, user_id, now)
    answer = RedirectResponse("/sign-in?why=erased", 303)
    answer.delete_cookie(COOKIE)
    return answer
