"""Check-ins."""

from fastapi import APIRouter, Response

from serving.bodies import CheckinBody
from serving.replies import CheckinReply, Json
from serving.routers.asked import AthleteId, House, Now
from serving.usecases.checkin import Receptionist, refuse_empty

router = APIRouter(tags=["checkins"])


@router.post("/checkins", response_model=CheckinReply, status_code=201)
def check_in(body: CheckinBody, user_id: AthleteId, house: House, now: Now) -> Response:
    """Record how the athlete is; say at once if that is an emergency."""
    refuse_empty(body)
    with house.database.write() as session:
        event, screening = Receptionist(session, house.ids, now).check_in(user_id, body)
    house.committed()
    reply = CheckinReply(
        status="success",
        event_id=event.event_id,
        recorded_at=event.recorded_at,
        level=screening.level,
        text=screening.text,
    )
    return Json(reply, status_code=201)
