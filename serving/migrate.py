"""Bring the operational database to the newest schema: `python -m serving.migrate`."""

from pathlib import Path

import typer

from infra.settings import settings
from serving.db.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Run the Alembic migrations that the database lacks."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with database.engine.execution_options(fitloop_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def main() -> None:
    """Run the command."""
    typer.run(_migrate)


def _migrate() -> None:
    database = Database(settings().database_url)
    migrate(database)
    database.close()


if __name__ == "__main__":
    main()
