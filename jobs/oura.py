"""One athlete's ring data from Oura's API into their landing folder.

`python -m jobs.oura authorize --user-id U` once, then
`python -m jobs.oura fetch --user-id U --from 2026-08-01 --to 2026-08-31` and jobs.ingest, which
reads what came like any other file.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.lock import alone
from infra.settings import Settings, settings
from jobs.facts import emit
from jobs.sources.oura_auth import LOOPBACK, sign_in
from jobs.sources.oura_client import OuraClient
from jobs.sources.oura_kinds import KINDS
from jobs.sources.oura_listener import heard
from jobs.sources.oura_pages import Fetched, fetch
from jobs.sources.oura_tokens import token_file
from jobs.sources.oura_windows import Days

WIDTH = 100
"""Where output goes to a file, whose width nobody knows."""
app = typer.Typer(help="Oura's API: sign in once, then fetch.", no_args_is_help=True)
UserId = Annotated[str, typer.Option(help="whose ring it is")]


@app.command()
def authorize(
    user_id: UserId,
    paste: Annotated[bool, typer.Option("--paste", help="type the answer in")] = False,  # noqa: FBT002
) -> None:
    """Let an athlete say yes in a browser, and keep their token in a private file."""
    chosen, console = settings(), _console()

    def answer(page: str) -> str:
        console.print("Open this page and say yes:", page, sep="\n", soft_wrap=True, markup=False)
        address = chosen.oura_redirect_uri
        if paste or urlsplit(address).hostname not in LOOPBACK:
            return str(typer.prompt("The address at which the browser ended"))
        return heard(address)

    try:
        sign_in(chosen, user_id, answer)
    except (ValueError, RuntimeError, OSError) as error:
        raise _failed(error) from error
    console.print(f"signed in: {token_file(chosen.state, user_id)}", soft_wrap=True)


@app.command("fetch")
def fetch_command(
    user_id: UserId,
    first: Annotated[str, typer.Option("--from", help="first local day, YYYY-MM-DD")],
    last: Annotated[str, typer.Option("--to", help="last local day, YYYY-MM-DD")],
    landing: Annotated[Path | None, typer.Option(help="default: <state>/landing")] = None,
) -> None:
    """Fetch all kinds of documents of some days; one that fails stops no other."""
    chosen = settings()
    try:
        days = Days(date.fromisoformat(first), date.fromisoformat(last))
        folder = (landing or chosen.state / "landing") / "athletes" / user_id / "oura"
        with (
            OuraClient(chosen, user_id) as client,
            alone(token_file(chosen.state, user_id), f"fetch for {user_id}"),
        ):
            found = _shown(client, days, folder)
    except (ValueError, RuntimeError) as error:
        raise _failed(error) from error
    _report(found, folder, chosen)
    if all(one.problem for one in found):
        raise typer.Exit(1)


def _shown(client: OuraClient, days: Days, folder: Path) -> list[Fetched]:
    """Fetch behind a progress bar."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=_console()) as bar:
        task = bar.add_task("", total=len(KINDS))

        def told(one: Fetched) -> None:
            words = f"{one.kind}: {one.documents:,} documents, {one.pages} pages"
            bar.update(task, description=words, completed=_place(one.kind))

        found = fetch(client, days, folder, told)
        bar.update(task, completed=len(KINDS))
        return found


def _place(kind: str) -> int:
    return next(number for number, one in enumerate(KINDS, 1) if one.name == kind)


def _report(found: Sequence[Fetched], folder: Path, chosen: Settings) -> None:
    console = _console()
    console.print(table(found))
    files = sum(one.files for one in found)
    console.print(f"{files} files in {folder}", soft_wrap=True, markup=False)
    if files:
        command = f"python -m jobs.ingest --user-id {folder.parent.name} --folder {folder}"
        console.print(f"read them with {command}", soft_wrap=True, markup=False)
    # nobody's id: facts outlive an erasure
    emit("oura", {"kinds": [asdict(one) for one in found]}, chosen)


def table(found: Sequence[Fetched]) -> Table:
    """Return what became of each kind."""
    shown = Table("kind", title="Oura")
    shown.add_column("documents", justify="right")
    shown.add_column("pages", justify="right")
    shown.add_column("problem", overflow="fold")
    for one in found:
        shown.add_row(one.kind, f"{one.documents:,}", f"{one.pages:,}", one.problem)
    return shown


def _failed(error: Exception) -> typer.Exit:
    _console().print(str(error), style="red", markup=False, soft_wrap=True)
    return typer.Exit(1)


def _console() -> Console:
    console = Console(stderr=True)
    return console if console.is_terminal else Console(stderr=True, width=WIDTH)


if __name__ == "__main__":
    app()
