"""The operational database: SQLite in WAL mode by default, PostgreSQL by URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session, sessionmaker

BUSY_MS = 5000
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # an acknowledged report survives a power cut, not only a killed process
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MS}",
)


class Database:
    """Hand out sessions: `read` for a consistent view, `write` for one transaction."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._read = sessionmaker(self.engine, expire_on_commit=False)
        # SQLite: take the write lock first, so that waiting obeys busy_timeout
        writing = self.engine.execution_options(fitloop_write=True)
        self._write = sessionmaker(writing, expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session whose changes are never committed."""
        with self._read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session in one transaction, committed at the end or rolled back whole."""
        with self._write.begin() as session:
            yield session

    def ping(self) -> None:
        """Ask the database anything; raise the driver's error if it cannot answer."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=20, max_overflow=20)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("fitloop_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
