"""Registration."""

from fastapi import APIRouter, Response

from serving.bodies import AthleteBody
from serving.replies import Json, RegisteredReply
from serving.routers.asked import Caller, House, Now
from serving.usecases.register import Registrar

router = APIRouter(tags=["athletes"])


@router.post("/athletes", response_model=RegisteredReply, status_code=201)
def register(body: AthleteBody, caller: Caller, house: House, now: Now) -> Response:
    """Register an athlete (scope ops); a known external_id gives the same user_id again."""
    caller.require("ops")
    with house.database.write() as session:
        athlete = Registrar(session, house.ids, now).register(body)
    house.committed()
    reply = RegisteredReply(
        user_id=athlete.user_id,
        access_token=house.tokens.issue(athlete.user_id, ["athlete"]),
        token_type="bearer",
        created=athlete.created,
    )
    return Json(reply, status_code=201 if athlete.created else 200)
