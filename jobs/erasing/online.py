"""One person's rows out of the online store: body, live values, and every learner's state."""

import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

from infra.settings import Settings
from infra.unguarded import unguarded


def erase_online(user_id: str, settings: Settings) -> dict[str, int]:
    """Return how many rows left each view (SQLite), or how many keys (Redis)."""
    if settings.online_store.startswith("redis://"):
        return {"redis": erase_keys(_redis(settings), user_id)}
    return _erase_rows(user_id, Path(settings.online_store))


def entity_parts(user_id: str) -> tuple[bytes, bytes]:
    """Return what stands in an entity key of this person: the whole id, or `id|learner`.

    A value stands behind its length, so an id that begins with this one does not match.
    """
    name = user_id.encode()
    return struct.pack("<I", len(name)) + name, name + b"|"


def _erase_rows(user_id: str, file: Path) -> dict[str, int]:
    if not file.exists():
        return {}
    erased = {}
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        # else the deleted bytes stay in the file's free pages
        connection.execute("PRAGMA secure_delete=ON")
        for view in _views(connection):
            where = "instr(entity_key, ?) > 0 OR instr(entity_key, ?) > 0"
            query = f'SELECT count(DISTINCT entity_key) FROM "{view}" WHERE {where}'
            parts = entity_parts(user_id)
            (erased[view],) = connection.execute(query, parts).fetchone()
            connection.execute(f'DELETE FROM "{view}" WHERE {where}', parts)
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return erased


def _views(connection: sqlite3.Connection) -> list[str]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    columns = {
        name: {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
        for (name,) in tables
    }
    return sorted(name for name in columns if "entity_key" in columns[name])


def erase_keys(client: Any, user_id: str) -> int:
    """Delete a person's keys from Redis; return how many there were."""
    parts = entity_parts(user_id)
    keys = [
        key for key in client.scan_iter(match=f"*{user_id}*") if any(part in key for part in parts)
    ]
    return int(client.delete(*keys)) if keys else 0


def _redis(settings: Settings) -> Any:
    """Return Feast's own client: the driver is its business, not ours."""
    with unguarded():
        from feast import RepoConfig
        from feast.infra.online_stores.redis import RedisOnlineStore

    config = RepoConfig(**settings.feast_config())
    # it has no public name for it
    return RedisOnlineStore()._get_client(config.online_store)
