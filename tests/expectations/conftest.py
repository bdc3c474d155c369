"""One good row of every table that has a suite."""

import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from models.domain import tables
from models.domain.tables import Table
from models.features.catalogue import DAILY
from tests.builders.frames import at, day_of, frame, measured

Rows = dict[Table, dict[str, Any]]
SPAN = {"user_id": "u1", "start_ts": at(1, 6), "end_ts": at(1, 7), "source": "Watch"}


def good() -> Rows:
    return {
        tables.OBSERVATIONS: measured("heart_rate_bpm", at(1, 7), 60.0),
        tables.DAILY_TOTALS: {"raw": 2.0, "largest": 1.0},
        tables.SLEEP_SESSIONS: SPAN | {"asleep_h": 7.0, "in_bed_h": None, "efficiency": 0.9},
        tables.WORKOUTS: SPAN | {"duration_min": 60.0},
        tables.STRENGTH_SETS: SPAN | {"exercise": "Squat", "set_index": 1, "weight_kg": 100.0},
        tables.ATHLETES: {
            "user_id": "u1", "goal": "strength", "experience": "beginner", "timezone": "UTC",
            "days_per_week": 3,
        },
        tables.CHECKINS: {"event_id": "c1", "mood": 5, "stress": None, "pain": 0},
        tables.DECISIONS: {"decision_id": "d1", "action": 11, "action_probability": 1.0},
        tables.FEEDBACK: {"event_id": "f1", "decision_id": "d1", "motivation_after": None},
        tables.DAILY_FEATURES: {
            "user_id": "u1", "day": day_of(1), **{f.name: float(f.high) for f in DAILY},
        },
    }  # fmt: skip


def complete(table: Table, named: dict[str, Any]) -> dict[str, Any]:
    """Return a row with a value under every field that a record cannot leave out."""
    hints = typing.get_type_hints(table.record)
    return {name: value for name, hint in hints.items() if (value := plain(hint)) is not None} | (
        named
    )


def plain(hint: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return None
    if origin in (list, dict):
        return origin()
    known = {str: "x", int: 1, float: 1.0, bool: False, date: day_of(1), datetime: at(1, 7)}
    return known[hint]


@pytest.fixture(scope="session")
def lake(spark: Any) -> Callable[..., dict[str, Any]]:
    """Return a maker of frames by path: good rows, and what is given beside them."""

    def frames(more: dict[Table, list[dict[str, Any]]], *only: Table) -> dict[str, Any]:
        rows = {table: complete(table, row) for table, row in good().items()}

        def beside(table: Table) -> list[dict[str, Any]]:
            return [rows[table] | bad for bad in more.get(table, [])]

        return {
            table.path: frame(spark, table, rows[table], *beside(table)) for table in (only or rows)
        }

    return frames
