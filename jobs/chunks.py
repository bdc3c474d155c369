"""How many Spark processes a landing is worth: `python -m jobs.chunks`, the DAG's plan.

A Spark process costs 13 s to start, so below a thousand new files the lake's own task reads them.
No JVM here, and nothing is written but the facts.
"""

from math import ceil
from pathlib import Path
from typing import Annotated

import typer

from infra.settings import settings
from jobs.facts import emit
from jobs.ingest import new_files
from jobs.landing import Landing

FILES, MOST = 1000, 8
"""New files a chunk; chunks."""


def chunks(files: int) -> list[str]:
    """Return `1/N` ... `N/N`, what `jobs.ingest --chunk` takes; none for few files."""
    count = min(ceil(files / FILES), MOST) if files >= FILES else 0
    return [f"{place}/{count}" for place in range(1, count + 1)]


def main(
    landing: Annotated[Path | None, typer.Option(help="default: <state>/landing")] = None,
) -> None:
    """Count the new files and say which chunks read them."""
    chosen = settings()
    new = len(new_files(Landing(landing or chosen.state / "landing"), chosen))
    emit("chunks", {"new_files": new, "chunks": chunks(new)}, chosen)


if __name__ == "__main__":
    typer.run(main)
