"""The migrations and the mapped classes say the same."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from serving.db.engine import Database
from serving.db.schema import Base
from serving.migrate import migrate


def test_migrated_database_is_the_mapped_one(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'fitloop.db'}")
    migrate(database)
    migrate(database)

    with database.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    assert difference == []
    assert journal == "wal"


def test_a_folder_with_a_percent_sign_is_migrated_too(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / '100%' / 'fitloop.db'}")

    migrate(database)

    database.ping()
