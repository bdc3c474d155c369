"""Refuse to start where Spark would silently skip what it has not done (design.md, exactly once).

Spark's query id lives in the checkpoint and names our transactions in Delta. With a checkpoint
restored from a backup the table is ahead of it: the next batches would be dropped as done.
"""

import json
from pathlib import Path

from infra.settings import Settings
from jobs.tables import exists, location
from models.domain.tables import EVENTS, POSTERIOR_UPDATES, Table


class CheckpointBehind(RuntimeError):
    """The table knows batches that the checkpoint has never planned."""


def query_id(checkpoint: Path) -> str | None:
    """Return the id of the query that owns a checkpoint; None before its first start."""
    file = checkpoint / "metadata"
    return str(json.loads(file.read_text())["id"]) if file.exists() else None


def committed(table: Table, settings: Settings, app_id: str) -> int | None:
    """Return the last batch of a query that a table holds."""
    if not exists(table, settings):
        return None
    from deltalake import DeltaTable

    found = DeltaTable(location(table, settings)).transaction_versions().get(app_id)
    return None if found is None else int(found.version)


def planned(checkpoint: Path) -> int:
    """Return the last batch that the checkpoint has planned; -1 for none."""
    names = [f.name for f in (checkpoint / "offsets").glob("*") if f.name.isdigit()]
    return max(map(int, names), default=-1)


def check(settings: Settings) -> None:
    """Raise CheckpointBehind when starting would lose messages without a word."""
    checkpoint = Path(settings.checkpoint)
    app_id = query_id(checkpoint)
    if app_id is None:
        return
    last = planned(checkpoint)
    for table in (EVENTS, POSTERIOR_UPDATES):
        done = committed(table, settings, app_id)
        if done is not None and done > last:
            raise CheckpointBehind(
                f"{table.path} holds batch {done} of this query, the checkpoint ends at {last}: it "
                f"was restored from a backup. Delete {checkpoint} and start again: a new query "
                "replays the topics and drops what it has seen."
            )
