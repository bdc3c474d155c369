"""How sleep, HRV and load went: as the plans of the last weeks saw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.features.catalogue import FEATURES
from serving.db.decisions import DecisionRow

WINDOW = timedelta(days=28)
PLACE = {feature.name: place for place, feature in enumerate(FEATURES)}
SHOWN = (
    ("Sleep", ("sleep_duration_h",), "h", 1),
    ("Heart rate variability", ("hrv_rmssd_ms", "hrv_sdnn_ms"), "ms", 0),
    ("Training load of 7 days", ("load_7d_sum",), "au", 0),
)
"""Title, features of which the first with values is shown, unit, decimals."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One line of a chart."""

    title: str
    unit: str
    digits: int
    points: tuple[tuple[date, float], ...]
    """Ascending days; only those on which it was measured."""


def trends(session: Session, user_id: str, now: datetime) -> list[Trend]:
    """Return the trends of four weeks, from the records of the athlete's decisions."""
    query = select(DecisionRow.day, DecisionRow.record).where(
        DecisionRow.user_id == user_id,
        DecisionRow.decided_at > now - WINDOW,
        DecisionRow.decided_at <= now,
    )
    rows = session.execute(query.order_by(DecisionRow.decided_at)).all()
    seen = [(row.day, orjson.loads(row.record)["context"]) for row in rows]
    return [
        Trend(title, unit, digits, _points(seen, names)) for title, names, unit, digits in SHOWN
    ]


def _points(
    seen: Sequence[tuple[date, list[float | None]]], names: Sequence[str]
) -> tuple[tuple[date, float], ...]:
    for name in names:
        found = {
            day: value
            for day, context in seen
            if len(context) == len(FEATURES) and (value := context[PLACE[name]]) is not None
        }
        if found:
            return tuple(sorted(found.items()))
    return ()
