"""Today at a glance."""

from fastapi import APIRouter, Response

from serving.replies import Json, TodayReply
from serving.routers.asked import AthleteId, House, Now
from serving.usecases.today import today

router = APIRouter(tags=["plan"])


@router.get("/plan/today", response_model=TodayReply)
def plan_today(user_id: AthleteId, house: House, now: Now) -> Response:
    """Return the template's session and the plan made for today; never makes a decision."""
    return Json(today(house, user_id, now))
