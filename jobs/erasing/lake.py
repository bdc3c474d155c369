"""One person's rows out of every table of the lake, and out of the files that held them."""

from typing import Any

from infra.settings import Settings
from jobs.conflicts import retried
from jobs.records import table_schema
from jobs.tables import exists, location
from models.domain.tables import EVENTS, QUARANTINE, TABLES, Table


def erase_from_lake(user_id: str, settings: Settings) -> dict[str, int]:
    """Return how many rows left each table that may name a person."""
    predicates = {table: predicate(table, user_id) for table in TABLES if exists(table, settings)}
    return {
        table.path: _erased(location(table, settings), where)
        for table, where in predicates.items()
        if where is not None
    }


def predicate(table: Table, user_id: str) -> str | None:
    """Return which of a table's rows are this person's; None for a table of no persons."""
    if table is EVENTS:
        return f"key = '{user_id}'"
    if table is QUARANTINE:
        # what could not be read may name a person only in its raw text
        return f"user_id = '{user_id}' OR raw LIKE '%{user_id}%'"
    return f"user_id = '{user_id}'" if "user_id" in table_schema(table).names else None


def _erased(place: str, where: str) -> int:
    """Delete rows, then the files that held them; again when another writer was faster."""
    from deltalake import DeltaTable

    deleted: dict[str, Any] = retried(lambda: DeltaTable(place).delete(where))
    # the log's tombstones only: a file that another writer has not committed yet stays
    DeltaTable(place).vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
    return int(deleted["num_deleted_rows"] or 0)
