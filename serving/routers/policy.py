"""Which policy decides, and the report of its promotion."""

import orjson
from fastapi import APIRouter, Response

from models.domain.codec import to_json
from serving.replies import Json
from serving.routers.asked import Caller, House

router = APIRouter(tags=["policy"])


@router.get("/policy")
def policy(caller: Caller, house: House) -> Response:
    """Return the versions in force and the gate's verdict; `rules` while none was promoted."""
    caller.require("athlete", "coach", "ops")
    current, report = house.published.current(), house.published.report()
    return Json(
        {
            "policy_name": "plan-policy" if current else "rules",
            "current": to_json(current) if current else None,
            "report": orjson.loads(report) if report else None,
        }
    )
