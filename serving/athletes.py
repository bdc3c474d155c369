"""Athletes from the command line: `python -m serving.athletes --help`."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from infra.settings import settings
from serving.auth import Tokens
from serving.bodies import AthleteBody
from serving.clock import Clock
from serving.db.engine import Database
from serving.history import import_history
from serving.ids import Ids
from serving.migrate import migrate
from serving.secret import secret_of
from serving.usecases.register import Registrar

app = typer.Typer(help="Register athletes in the operational database.")


@app.command("id")
def identify(
    external_id: str,
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
) -> None:
    """Print the user_id of an athlete, registering them with default answers if unknown."""
    database = _database()
    with database.write() as session:
        body = AthleteBody(external_id=external_id, consent=True)
        athlete = Registrar(session, Ids(), at(as_of)).register(body)
    print(athlete.user_id)


@app.command("token")
def token(
    external_id: str,
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
) -> None:
    """Print a token with which an athlete signs in on the page, registering them if unknown."""
    with _database().write() as session:
        body = AthleteBody(external_id=external_id, consent=True)
        athlete = Registrar(session, Ids(), at(as_of)).register(body)
    print(Tokens(secret_of(settings())).issue(athlete.user_id, ["athlete"]))


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="lines of {external_id, user_id, profile}")],
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
) -> None:
    """Register athletes whose user_id is given; twice does no harm. Print a line of facts."""
    print(orjson.dumps(register_all(_database(), file, at(as_of))).decode())


@app.command("history")
def history(
    file: Annotated[
        Path, typer.Argument(help="decisions.jsonl.gz of a history folder", dir_okay=False)
    ],
) -> None:
    """Tell the gate what athletes were offered before they came; twice does no harm.

    Print a line of facts; read == stored + known + superseded + unknown_athlete + refused.
    """
    try:
        counts = import_history(_database(), file)
    except (OSError, EOFError, zlib.error) as error:
        raise typer.BadParameter(f"{file}: {error}; nothing was stored") from error
    print(orjson.dumps(counts).decode())


def register_all(database: Database, file: Path, now: datetime) -> dict[str, int]:
    """Register every line's athlete in one transaction; return how many were new."""
    ids = Ids()
    with database.write() as session:
        registrar = Registrar(session, ids, now)
        created = [
            registrar.register(_body(line), user_id=line["user_id"]).created
            for line in _lines(file)
        ]
    return {"created": sum(created), "known": len(created) - sum(created)}


def at(as_of: str) -> datetime:
    """Return the time a command was given, or the wall's."""
    return Clock(testing=True).now(as_of or None)


def main() -> None:
    """Run the command."""
    app()


def _database() -> Database:
    database = Database(settings().database_url)
    migrate(database)
    return database


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open("rb") as lines:
        yield from (orjson.loads(line) for line in lines if line.strip())


def _body(line: dict[str, Any]) -> AthleteBody:
    """Return the line as a registration; `consent` is the simulation's own."""
    fields = AthleteBody.model_fields.keys() - {"external_id", "consent"}
    profile = {key: value for key, value in line["profile"].items() if key in fields}
    return AthleteBody(external_id=line["external_id"], consent=True, **profile)


if __name__ == "__main__":
    main()
