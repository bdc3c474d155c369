"""What an athlete may ask of their own data: a copy, and its end."""

from fastapi import APIRouter, Response

from serving.clock import day_text
from serving.replies import Json
from serving.routers.asked import Caller, House, Now, Signed
from serving.usecases.erase import erase, erasure_view
from serving.usecases.export import export

router = APIRouter(tags=["me"])


@router.get("/me/export")
def read_export(caller: Caller, house: House, now: Now) -> Response:
    """Return everything that is held of the athlete, as a file."""
    caller.require("athlete")
    answer = Json(export(house, caller.subject, now))
    name = f"fitloop-export-{day_text(now)}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@router.delete("/me", status_code=202)
def forget(caller: Signed, house: House, now: Now) -> Response:
    """Erase the athlete: the database at once, the other stores within the day; for good."""
    caller.require("athlete")
    return Json(erase(house, caller.subject, now), status_code=202)


@router.get("/erasures/{erasure_id}")
def read_erasure(erasure_id: str, caller: Signed, house: House) -> Response:
    """Return how far an erasure is: what was erased where, what was not and until when."""
    return Json(erasure_view(house, erasure_id, caller))
