"""Forget an athlete: the database at once, the other stores by a process of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Table, delete, select
from sqlalchemy.orm import Session

from models.domain.topics import TOPICS
from serving import erasing
from serving.auth import Identity
from serving.db.athletes import Athlete
from serving.db.erasures import Erasure
from serving.db.outbox import OutboxMessage
from serving.db.schema import Base
from serving.problems import Problem
from serving.service import Service

LOG_RETENTION = timedelta(days=30)
"""Delta's own default for the log of a table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an erasure does not reach, and when it is gone by itself."""

    store: str
    what: str
    until: datetime | str


def erase(house: Service, user_id: str, now: datetime) -> dict[str, Any]:
    """Erase an athlete, or find the erasure there was; raise Problem 404 for nobody."""
    with house.database.write() as session:
        known = _erasure_of(session, user_id)
        erasure = known or _recorded(session, user_id, house.ids.new(now), now)
    house.tokens.block(user_id)
    failed = erasing.told(house, erasure.erasure_id)["status"] == "failed"
    if known is None or (failed and known.finished_at is None):
        erasing.start(house, erasure)
    return {
        "erasure_id": erasure.erasure_id,
        "status": _status(house, erasure),
        "status_url": f"/erasures/{erasure.erasure_id}",
    }


def erasure_view(house: Service, erasure_id: str, caller: Identity) -> dict[str, Any]:
    """Return what was erased where and what was not; raise Problem 404 for anybody else's."""
    erasure = _visible(house, erasure_id, caller)
    if erasure.finished_at is None and erasing.settle(house, erasure_id):
        erasure = _visible(house, erasure_id, caller)
    return {
        "erasure_id": erasure.erasure_id,
        "status": _status(house, erasure),
        "requested_at": erasure.requested_at,
        "finished_at": erasure.finished_at,
        "report": erasure.report,
        "kept": kept(erasure.requested_at),
    }


def _visible(house: Service, erasure_id: str, caller: Identity) -> Erasure:
    with house.database.read() as session:
        erasure = session.get(Erasure, erasure_id)
    if erasure is None or not ("ops" in caller.scopes or caller.subject == erasure.user_id):
        raise Problem(404, f"no erasure {erasure_id}", field="erasure_id")
    return erasure


def kept(at: datetime) -> list[Kept]:
    """Return what an erasure of that time leaves behind, store by store."""
    retention = timedelta(milliseconds=max(topic.retention_ms for topic in TOPICS))
    return [
        Kept("kafka", "messages that were published before, under the surrogate", at + retention),
        Kept(
            "lake logs",
            "the surrogate, and smallest and largest values of files that are gone",
            at + LOG_RETENTION,
        ),
        Kept("population sums", "a share in sums over all athletes", "the next rebuild"),
        Kept("mlflow", "figures and models of past trainings, no row of a person", "no end"),
        Kept("cohort_stats", "noisy figures of groups of 11 and more", "no end"),
        Kept("backups", "none are made", "no end"),
        Kept("erasures", "this record: the surrogate, two times, the counts", "no end"),
    ]


def _erasure_of(session: Session, user_id: str) -> Erasure | None:
    return session.scalar(select(Erasure).where(Erasure.user_id == user_id))


def _recorded(session: Session, user_id: str, erasure_id: str, now: datetime) -> Erasure:
    # locked: a request that is under way ends before, or finds nobody
    if session.get(Athlete, user_id, with_for_update=True) is None:
        raise Problem(404, f"no athlete {user_id}", field="user_id")
    erased = {table.name: _emptied(session, table, user_id) for table in _personal_tables()}
    outbox = delete(OutboxMessage).where(OutboxMessage.key == user_id)
    erased[OutboxMessage.__tablename__] = _count(session.execute(outbox))
    session.expunge_all()
    erasure = Erasure(
        erasure_id=erasure_id,
        user_id=user_id,
        requested_at=now,
        finished_at=None,
        report={"database": erased},
    )
    session.add(erasure)
    return erasure


def _personal_tables() -> Iterator[Table]:
    """Return every table of a person's rows, children before parents, the mapping last."""
    for table in reversed(Base.metadata.sorted_tables):
        if "user_id" in table.columns and table.name != Erasure.__tablename__:
            yield table


def _emptied(session: Session, table: Table, user_id: str) -> int:
    return _count(session.execute(delete(table).where(table.columns["user_id"] == user_id)))


def _count(result: Any) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def _status(house: Service, erasure: Erasure) -> str:
    if erasure.finished_at is not None:
        return "done"
    return str(erasing.told(house, erasure.erasure_id)["status"])
