"""The coach over HTTP: messages stream, tools are called by name, history is read back."""

from collections.abc import Iterator
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen
from fastapi import APIRouter, Body, Query, Response
from fastapi.responses import StreamingResponse

from serving import bodies
from serving.coach.conversation import LONGEST, Event, converse, history
from serving.coach.sse import MEDIA_TYPE, sse
from serving.coach.tools import TOOLS, call
from serving.coach.visit import Visit
from serving.replies import Json
from serving.routers.asked import AthleteId, House, Now
from serving.usecases.facts import find_athlete

router = APIRouter(prefix="/coach", tags=["coach"])


class MessageBody(bodies.Body):
    """`POST /coach/messages`: what the athlete says, in any language."""

    message: Annotated[str, MinLen(1), MaxLen(LONGEST)]


@router.post("/messages")
def messages(body: MessageBody, user_id: AthleteId, house: House, now: Now) -> Response:
    """Answer a message as server-sent events: safety, tool, token, done."""
    events = converse(house, user_id, body.message, now)
    return streamed(events)


def streamed(events: Iterator[Event]) -> Response:
    """Return events as they come; nothing between here and the phone may hold them back."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(map(sse, events), media_type=MEDIA_TYPE, headers=headers)


@router.get("/history")
def read_history(
    user_id: AthleteId, house: House, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> Response:
    """Return the last messages of athlete and coach, the oldest first."""
    with house.database.read() as session:
        find_athlete(session, user_id)
        rows = history(session, user_id, limit)
    names = ("role", "content", "level", "coach", "tools", "created_at")
    return Json({"messages": [{name: getattr(row, name) for name in names} for row in rows]})


@router.get("/tools")
def tools() -> Response:
    """Return the eleven tools with the JSON schema of their arguments."""
    return Json(
        [
            {"name": t.name, "description": t.description, "arguments": t.schema}
            for t in TOOLS.values()
        ]
    )


@router.post("/tools/{name}")
def use(
    name: str,
    user_id: AthleteId,
    house: House,
    now: Now,
    arguments: Annotated[dict[str, Any] | None, Body()] = None,
) -> Response:
    """Run one tool for the athlete; its arguments are the body."""
    result = call(Visit(house, user_id, now), name, arguments or {}, via="http")
    return Json({"tool": name, "result": result})
