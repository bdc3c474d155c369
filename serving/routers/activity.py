"""The mission's endpoints: recommended activities, completion and batch feedback."""

from fastapi import APIRouter, Response

from serving.bodies import BatchBody, ReportBody
from serving.replies import BatchReply, CompletionReply, Json, PlanReply
from serving.routers.asked import AthleteId, House, Now
from serving.usecases import feedback
from serving.usecases.recommend import recommend

router = APIRouter(tags=["activity"])


@router.get("/activity/recommended/", response_model=PlanReply)
@router.get("/recommend/", response_model=PlanReply)
def recommended(user_id: AthleteId, house: House, now: Now) -> Response:
    """Return today's plan: the open one, or a new decision when there is none."""
    return Json(recommend(house, user_id, now))


@router.post("/activity/{activity_id}/complete/", response_model=CompletionReply)
def complete(
    activity_id: int, body: ReportBody, user_id: AthleteId, house: House, now: Now
) -> Response:
    """Report one activity."""
    with house.database.write() as session:
        reply = feedback.complete(
            feedback.reporter(house, session, user_id, now), activity_id, body
        )
    house.committed()
    return Json(reply)


@router.post("/activity/feedback-batch/", response_model=BatchReply)
@router.post("/feedback/", response_model=BatchReply)
def batch(body: BatchBody, user_id: AthleteId, house: House, now: Now) -> Response:
    """Report a session: all activities, or none when one of them is unknown."""
    with house.database.write() as session:
        reply = feedback.batch(feedback.reporter(house, session, user_id, now), body)
    house.committed()
    return Json(reply)
