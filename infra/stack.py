"""The local stack: `python -m infra.stack up | down | status | logs`."""

import secrets
import subprocess
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Column, Table

from infra import ports, supervisor
from infra.processes import MAKERS, environment
from infra.settings import Settings, settings

SPARK_SLOTS = 1
app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
console = Console()


def prepare(state: Path) -> None:
    """Choose ports and make the secrets and folders that the processes share."""
    ports.choose(state)
    for name in ("airflow/jwt-secret", "jwt-secret"):
        file = state / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(32))


def migrate(chosen: Settings) -> None:
    """Bring the operational database and Airflow's own to their newest version."""
    import os

    env = {**os.environ, **environment(chosen)}
    for command in (["python", "-m", "serving.migrate"], ["airflow", "db", "migrate"]):
        subprocess.run(command, env=env, check=True, capture_output=True, cwd=chosen.state)


def pools(chosen: Settings) -> None:
    """Make the pool of tasks that are Spark processes: one at a time, for it takes both cores."""
    import os

    words = ["airflow", "pools", "set", "spark", str(SPARK_SLOTS), "Spark processes at a time"]
    env = {**os.environ, **environment(chosen)}
    subprocess.run(words, env=env, check=True, capture_output=True, cwd=chosen.state)


@app.command()
def up() -> None:
    """Start everything and print where it is."""
    chosen = settings()
    if supervisor.running(chosen):
        console.print("the stack is already up: `make status` shows it")
        return
    prepare(chosen.state)
    migrate(chosen)
    pools(chosen)
    processes = supervisor.configure(chosen, list(MAKERS))
    supervisor.start(chosen)
    supervisor.control(chosen, "start", "all")
    for name, process in processes.items():
        if name != "torchserve":  # it waits for the first promoted policy
            supervisor.wait_ready(process, chosen)
            console.print(f"  [green]up[/]  {name:<14} {process.url}")
    console.print("TorchServe serves by itself once a policy is promoted.")
    pages = f"http://127.0.0.1:{chosen.ports()['api']}/"
    console.print(f"Pages: {pages} (the README says how to sign in)")


@app.command()
def down() -> None:
    """Stop everything this state folder started."""
    supervisor.stop(settings())
    console.print("stopped")


@app.command()
def status() -> None:
    """Show each process, its state and its address."""
    chosen = settings()
    if not supervisor.running(chosen):
        console.print("the stack is down: `make up` starts it")
        raise typer.Exit(3)
    table = Table("process", "state", Column("address", overflow="fold"))
    for line in supervisor.control(chosen, "status").stdout.splitlines():
        name, _, rest = line.partition(" ")
        table.add_row(name, rest.strip(), MAKERS[name](chosen).url)
    console.print(table)


@app.command()
def logs(lines: int = 15) -> None:
    """Show the last lines of every process's log."""
    chosen = settings()
    for name in MAKERS:
        console.rule(name)
        console.print(supervisor.tail(chosen, name, lines), markup=False, highlight=False)


if __name__ == "__main__":
    app()
