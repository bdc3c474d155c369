"""Everything the product holds of an athlete, in one document."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Mapper, Session

from models.policy.state import AthleteState
from serving.db.athletes import Athlete
from serving.db.erasures import Erasure
from serving.db.schema import Base
from serving.features import Online
from serving.service import Service
from serving.usecases.facts import find_athlete

EXCLUDED = {"outbox": "copies of rows that stand here, on their way to the lake"}


def export(house: Service, user_id: str, now: datetime) -> dict[str, Any]:
    """Return the athlete's rows table by table, and the online row as decisions see it."""
    with house.database.read() as session:
        find_athlete(session, user_id)
        sections = {kind.class_.__tablename__: _rows(session, kind, user_id) for kind in _kinds()}
        [profile] = sections.pop(Athlete.__tablename__)
    current = house.published.current()
    online = house.features.read(user_id, current.learner if current else None)
    return {
        "generated_at": now,
        "counts": {name: len(rows) for name, rows in sorted(sections.items())},
        "left_out": EXCLUDED,
        "profile": profile,
        **sections,
        "features": _features(online),
    }


def _kinds() -> Iterator[Mapper[Any]]:
    """Yield every mapped class of a person's rows."""
    for kind in Base.registry.mappers:
        if "user_id" in kind.columns and kind.class_ is not Erasure:
            yield kind


def _rows(session: Session, kind: Mapper[Any], user_id: str) -> list[dict[str, Any]]:
    names = [column.key for column in kind.column_attrs]
    own = select(*(kind.columns[name] for name in names)).where(kind.columns["user_id"] == user_id)
    rows = session.execute(own.order_by(*kind.primary_key))
    return [_shown(dict(zip(names, row, strict=True))) for row in rows]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row; a decision's record is JSON text in the database and an object here."""
    if "record" in row:
        return row | {"record": orjson.loads(row["record"])}
    return row


def _features(online: Online) -> dict[str, Any]:
    shown = asdict(online)
    raw = shown.pop("state")
    if raw is not None:
        state = AthleteState.from_bytes(raw, online.state_day or 0)
        shown["state"] = {"n": state.n.tolist(), "y": state.y.tolist(), "s": state.s.tolist()}
    return shown
