"""Decision records, whole, with the names that ids stand for."""

from fastapi import APIRouter, Response

from serving.replies import Json
from serving.routers.asked import Caller, House
from serving.usecases.decision import decision_view

router = APIRouter(tags=["decisions"])


@router.get("/decisions/{decision_id}")
def decision(decision_id: str, caller: Caller, house: House) -> Response:
    """Return one decision: what was known, allowed, computed and drawn, and what became of it."""
    with house.database.read() as session:
        return Json(decision_view(session, decision_id, caller))
