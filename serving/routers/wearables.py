"""Live samples of phones, watches and rings."""

from fastapi import APIRouter, Response

from serving.bodies import SamplesBody
from serving.replies import Json, SamplesReply
from serving.routers.asked import AthleteId, House, Now
from serving.usecases.wearables import Intake, judged, refusal

router = APIRouter(tags=["wearables"])


@router.post("/wearables/samples", response_model=SamplesReply, status_code=202)
def take_samples(body: SamplesBody, user_id: AthleteId, house: House, now: Now) -> Response:
    """Take live samples; each that cannot be true is named, and a red flag is acted on at once."""
    found = judged(user_id, body.samples, now)
    for one in found.refused:
        house.metrics.refused_samples.labels(one.reason).inc()
    if not found.good:
        raise refusal(found.refused)
    with house.database.write() as session:
        flags = Intake(session, now).take(user_id, found.good)
    house.committed()
    taken = len(body.samples) - len(found.refused)
    reply = SamplesReply(accepted=taken, rejected=list(found.refused), flags=flags)
    return Json(reply, status_code=202)
