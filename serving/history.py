"""Decisions that another system made: the gate's pauses and quotas count them too."""

import gzip
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.domain.codec import RecordError, from_json
from models.domain.decisions import Decision
from serving.db.athletes import Athlete
from serving.db.decisions import DecisionRow
from serving.db.engine import Database
from serving.db.imported_decisions import ImportedDecision
from serving.usecases.facts import local_day

log = structlog.get_logger()
BATCH = 500
"""Decisions a query asks after; SQLite takes at most 999 values in some builds."""
SHOWN = 10
"""Refused lines that are named in the log; all are counted."""


def import_history(database: Database, file: Path) -> dict[str, int]:
    """Store the standing decisions of registered athletes; return counts that add up to `read`.

    `file` is `events/decisions.jsonl.gz` of a history folder: a Decision record a line. A line
    that is none is counted as `refused` and named in the log with its number; the rest goes on.
    Raises OSError, EOFError or zlib.error for a file that can't be opened or is no whole gzip; then
    nothing is stored.
    """
    counts: Counter[str] = Counter()
    with database.write() as session:
        people = session.execute(select(Athlete.user_id, Athlete.timezone))
        zones = {row.user_id: row.timezone for row in people}
        told = _decisions(file, counts)
        while some := list(islice(told, BATCH)):
            known = _known(session, [one.decision_id for one in some])
            for one in some:
                if fate := _reason(one, known, zones):
                    counts[fate] += 1
                else:
                    session.add(_row(one, zones[one.user_id]))
                    known.add(one.decision_id)
                    counts["stored"] += 1
            session.flush()
    names = ("stored", "known", "superseded", "unknown_athlete", "refused")
    return {"read": counts.total(), **{name: counts[name] for name in names}}


def _decisions(file: Path, counts: Counter[str]) -> Iterator[Decision]:
    with gzip.open(file) as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield from_json(Decision, orjson.loads(line))
            except (orjson.JSONDecodeError, RecordError) as error:
                counts["refused"] += 1
                if counts["refused"] <= SHOWN:
                    log.warning("line refused", file=file.name, line=number, problem=str(error))


def _known(session: Session, ids: list[str]) -> set[str]:
    columns = (ImportedDecision.decision_id, DecisionRow.decision_id)
    return {one for c in columns for one in session.scalars(select(c).where(c.in_(ids)))}


def _reason(one: Decision, known: set[str], zones: dict[str, str]) -> str | None:
    """Return why a decision is not stored."""
    if one.decision_id in known:
        return "known"
    if one.superseded_by is not None:
        return "superseded"
    return None if one.user_id in zones else "unknown_athlete"


def _row(one: Decision, timezone: str) -> ImportedDecision:
    return ImportedDecision(
        decision_id=one.decision_id,
        user_id=one.user_id,
        day=local_day(timezone, one.decided_at),
        decided_at=one.decided_at,
        action=one.action,
    )
