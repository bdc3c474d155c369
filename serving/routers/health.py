"""Liveness, readiness and counters."""

from contextlib import suppress

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from serving.db.outbox import OutboxMessage
from serving.replies import Json
from serving.routers.asked import House
from serving.service import Service

router = APIRouter(tags=["health"])


@router.get("/health/live")
async def live() -> Response:
    """Say that the process answers."""
    return Json({"status": "live"})


@router.get("/health/ready")
def ready(request: Request, house: House) -> Response:
    """Say whether plans can be decided and recorded; a missing broker or policy is only told."""
    state = _state(house)
    ready = request.app.state.ready and state["database"] == "ok"
    status = "ready" if ready else "not ready"
    return Json({"status": status, **state}, status_code=200 if ready else 503)


@router.get("/metrics", include_in_schema=False)
def metrics(house: House) -> Response:
    """Return the counters for Prometheus."""
    with suppress(DBAPIError):
        # without the database the other counters are wanted all the more
        house.metrics.outbox.set(_waiting(house))
    return Response(house.metrics.text(), media_type="text/plain; version=0.0.4")


def _state(house: Service) -> dict[str, object]:
    current = house.published.current()
    told: dict[str, object] = {
        "policy_version": current.policy_version if current else None,
        "relay": "running" if house.relay else "no broker configured",
    }
    try:
        return told | {"database": "ok", "outbox": _waiting(house)}
    except DBAPIError as error:
        return told | {"database": f"unavailable: {type(error).__name__}", "outbox": None}


def _waiting(house: Service) -> int:
    query = select(func.count()).where(OutboxMessage.published_at.is_(None))
    with house.database.read() as session:
        return session.execute(query).scalar_one()
