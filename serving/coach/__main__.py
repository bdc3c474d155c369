"""Talk to the coach in a terminal: `python -m serving.coach --athlete me`."""

import logging
from typing import Annotated

import typer
from rich.console import Console

from infra.logs import log_to_stderr
from infra.settings import settings
from serving.athletes import at
from serving.bodies import AthleteBody
from serving.coach.conversation import Event, converse
from serving.db.engine import Database
from serving.ids import Ids
from serving.migrate import migrate
from serving.service import Service, deps_of, service_of
from serving.usecases.register import Registrar

STYLES = {"emergency": "bold red", "crisis": "bold red", "refer": "yellow"}


def main(
    athlete: Annotated[str, typer.Option(help="external id; registered if unknown")] = "me",
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    say: Annotated[str, typer.Option(help="one message instead of a conversation")] = "",
) -> None:
    """Chat with the coach about today; an empty line ends it."""
    # warnings belong into a service's log, not between two sentences
    log_to_stderr(logging.ERROR)
    console = Console(highlight=False)
    chosen = settings()
    migrate(Database(chosen.database_url))
    house = service_of(chosen, deps_of(chosen))
    user_id = _known(house, athlete, as_of)
    with console.status("one moment …"):
        house.features.warm()
        house.ladder.warm()
    console.print("[dim]fitloop's coach. It is not a medical device. An empty line ends.[/]")
    while text := say or console.input("[bold]you[/]   "):
        console.print("[bold]coach[/] ", end="")
        for event in converse(house, user_id, text, at(as_of)):
            _show(console, event)
        if say:
            break


def _known(house: Service, external_id: str, as_of: str) -> str:
    with house.database.write() as session:
        body = AthleteBody(external_id=external_id, consent=True)
        return Registrar(session, Ids(), at(as_of)).register(body).user_id


def _show(console: Console, event: Event) -> None:
    if event.name == "token":
        console.print(event.data["text"], end="", markup=False)
    elif event.name == "safety" and event.data["level"] in STYLES:
        level = event.data["level"]
        console.print(f"[{STYLES[level]}]{level}[/] ", end="")
    elif event.name == "done":
        used = ", ".join(event.data["tools"]) or "no tools"
        console.print(f"\n      [dim]{event.data['coach']}; {used}[/]")


if __name__ == "__main__":
    typer.run(main)
