"""How far the lake has read bronze: Delta versions, told by the commit of gold they led to.

A run that dies before that commit is as if it had not been: the next one begins where the last
whole one ended.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from infra.settings import Settings
from jobs.layers import SILVER
from jobs.records import version_of
from jobs.tables import exists, location
from models.domain import tables
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import service_hash

BRONZE = (
    tables.APPLE_HEALTH,
    tables.OURA,
    tables.STRENGTH,
    tables.DAILY_TABLES,
    tables.EVENTS,
)
Versions = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Consumed:
    """What a build of gold was made from, and made of."""

    versions: Versions
    """Delta version of each table of bronze; -1 before its first write."""
    today: date
    """The last day it could build."""
    columns: str
    """Hash of the columns of silver and gold: with other ones all days are new."""


def current(settings: Settings, today: date) -> Consumed:
    """Return what a build that begins now is made from."""
    versions = {table.name: version_of(table, settings) for table in BRONZE}
    return Consumed(versions, today, columns())


def columns() -> str:
    """Return the hash of silver's columns and of the feature service."""
    names = (f"{t.name}.{f.name}" for t in SILVER for f in dataclasses.fields(t.record))
    return hashlib.sha256("\n".join([service_hash(), *names]).encode()).hexdigest()[:16]


def as_note(built: Consumed) -> str:
    """Return what the commit of gold says of itself."""
    return json.dumps(asdict(built), default=str, sort_keys=True)


def last(settings: Settings) -> Consumed | None:
    """Return what gold was last built from; None when it has to be built whole."""
    from deltalake import DeltaTable

    if not exists(DAILY_FEATURES, settings):
        return None
    commits = DeltaTable(location(DAILY_FEATURES, settings)).history()
    told = next((json.loads(one["userMetadata"]) for one in commits if "userMetadata" in one), None)
    if told is None or told.get("columns") != columns():
        return None
    return Consumed(told["versions"], date.fromisoformat(told["today"]), told["columns"])
