"""Erasures under way: the process that empties the stores the API cannot reach."""

import json
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select

from infra.children import start_module
from serving.db.erasures import Erasure
from serving.service import Service

log = structlog.get_logger(__name__)


def start(house: Service, erasure: Erasure) -> None:
    """Start emptying lake, online store and files; what it found is noted at its end."""
    erasure_id = erasure.erasure_id
    words = ("--user-id", erasure.user_id, "--job", erasure_id)
    start_module(
        house.settings, "jobs.erase", *words, ended=lambda code: _ended(house, erasure_id, code)
    )


def resume(house: Service) -> None:
    """Close the accounts that were erased, and start the erasures that did not come to an end."""
    with house.database.read() as session:
        erasures = session.scalars(select(Erasure)).all()
    house.tokens.block(*(erasure.user_id for erasure in erasures))
    for erasure in erasures:
        if erasure.finished_at is None and not settle(house, erasure.erasure_id):
            start(house, erasure)


def told(house: Service, erasure_id: str) -> dict[str, Any]:
    """Return what the process says of itself."""
    file = house.settings.state / "jobs" / f"{erasure_id}.json"
    return dict(json.loads(file.read_text())) if file.exists() else {"status": "queued"}


def settle(house: Service, erasure_id: str) -> bool:
    """Note what a finished process erased; return whether there is such a one."""
    said = told(house, erasure_id)
    if said["status"] != "done":
        return False
    with house.database.write() as session:
        erasure = session.get_one(Erasure, erasure_id)
        erasure.report = {**erasure.report, **said["erased"]}
        erasure.finished_at = datetime.fromisoformat(said["finished_at"])
    return True


def _ended(house: Service, erasure_id: str, code: int) -> None:
    if not settle(house, erasure_id):
        log.error("erasure_failed", erasure_id=erasure_id, exit_code=code)
