"""Raw files to gold in one Spark session: ingest, silver, validate, gold, validate.

`python -m jobs.lake --as-of T [--landing DIR] [--folder USER_ID=PATH ...]` builds what new rows of
bronze are about, and everybody's last days; `--first D --last D` builds the days it is told,
`--full` everything. A failed suite exits with 2 and a table of what failed; nothing of the next
layer is written.
"""

import dataclasses
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from expectations.validate import Validated
from infra.settings import Settings, settings
from jobs import layers, news
from jobs.clock import as_of_time
from jobs.contents import content_hash
from jobs.contracts import check, gated, warned
from jobs.facts import emit
from jobs.ingest import ingest
from jobs.landing import Landing
from jobs.regions import EVERYTHING, Region
from jobs.session import spark_session
from models.domain import tables
from models.features.catalogue import DAILY

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

console = Console(stderr=True, highlight=False)


@dataclasses.dataclass
class Clockwork:
    """Says how long each step took."""

    at: float = dataclasses.field(default_factory=time.monotonic)

    def tick(self, step: str, words: str = "") -> None:
        """Print a step's line."""
        now = time.monotonic()
        console.print(f"  {step:<10} {now - self.at:5.1f} s  {words}")
        self.at = now


def build(
    spark: "SparkSession",
    settings: Settings,
    landing: Landing,
    as_of: datetime,
    days: Region | None = None,
) -> dict[str, Any]:
    """Run every step for what is new (or for `days`); raises SuiteFailed when a layer fails."""
    from jobs.gold import LOOK_BACK

    clock = Clockwork()
    report = ingest(spark, settings, landing, as_of)
    clock.tick("bronze", f"{sum(report.records.values()):,} records")
    found = (
        news.named(days, settings, as_of)
        if days
        else news.of_bronze(spark, settings, as_of, LOOK_BACK)
    )
    lake = layers.Lake(spark, settings, as_of)
    written: list[layers.Frames] = [lake.write_logs()] if found.events else []
    written += [lake.write_measured(region) for region in found.silver]
    clock.tick("silver", _words(found.silver))
    held = [check(_by_path(frames), settings, job="lake", as_of=as_of) for frames in written]
    rows = _counted(written)
    clock.tick("validated", f"{_total(held)} expectations")
    out_of_range: Counter[str] = Counter()
    hashes: dict[str, str] = {}
    for number, region in enumerate(found.gold, 1):
        gold, refused = lake.gold(lake.silver_before(region), region)
        out_of_range.update(refused)
        held.append(check({tables.DAILY_FEATURES.path: gold}, settings, job="lake", as_of=as_of))
        hashes[str(region)] = content_hash(gold)
        lake.write_gold(gold, region, found.note if number == len(found.gold) else "")
        rows.update(_counted([{tables.DAILY_FEATURES.name: gold}]))
    clock.tick("gold", f"{len(DAILY)} features; {_words(found.gold)}")
    return {
        "ingest": dataclasses.asdict(report),
        "rows": {table.path: rows[table.path] for table in layers.BUILT},
        "features": len(DAILY),
        "refused_features": dict(out_of_range),
        "expectations": _total(held),
        # a feature that nobody has is news of everybody's days only
        "warnings": warned(held) if any(region.whole for region in found.gold) else {},
        "content_hash": hashes,
    }


def _by_path(frames: layers.Frames) -> dict[str, "DataFrame"]:
    return {layers.BY_NAME[name].path: frame for name, frame in frames.items()}


def _total(held: list[Validated]) -> int:
    return sum(sum(one.held.values()) for one in held)


def _counted(written: list[layers.Frames]) -> Counter[str]:
    """Return how many rows were written of each table."""
    found: Counter[str] = Counter()
    for frames in written:
        for path, frame in _by_path(frames).items():
            found[path] += frame.count()
    return found


def _words(regions: tuple[Region, ...]) -> str:
    """Return what was built, as people read it."""
    return "; ".join(map(str, regions)) or "nothing new"


def _folder(text: str) -> tuple[str, Path]:
    user_id, _, path = text.partition("=")
    if not path or not Path(path).exists():
        raise typer.BadParameter(f"{text!r} is not USER_ID=PATH of an existing file or folder")
    return user_id, Path(path)


def _chosen(first: str, last: str, as_of: datetime, *, full: bool) -> Region | None:
    """Return what the options name; None without them."""
    if full and (first or last):
        raise typer.BadParameter("--full builds every day: leave --first and --last out")
    if last and not first:
        raise typer.BadParameter("--last needs --first")
    if not first:
        return EVERYTHING if full else None
    try:
        begin = date.fromisoformat(first)
        end = date.fromisoformat(last) if last else as_of.date()
    except ValueError as error:
        raise typer.BadParameter(f"{error}: a day is written like 2026-10-01") from error
    if end < begin:
        raise typer.BadParameter(f"--last {end} is before --first {begin}")
    return Region(None, begin, end)


def main(  # noqa: PLR0913 - an argument for each option
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    landing: Annotated[Path | None, typer.Option(help="default: <state>/landing")] = None,
    folder: Annotated[list[str] | None, typer.Option(help="USER_ID=PATH, one person's")] = None,
    first: Annotated[str, typer.Option(help="build everybody's days from this one on")] = "",
    last: Annotated[str, typer.Option(help="up to this one; default: as of")] = "",
    full: Annotated[bool, typer.Option("--full", help="build everything anew")] = False,  # noqa: FBT002
) -> None:
    """Build the lake."""
    chosen, time = settings(), as_of_time(as_of)
    days = _chosen(first, last, time, full=full)
    places = tuple(_folder(text) for text in folder or [])
    everything = Landing(root=landing or chosen.state / "landing", folders=places)
    with gated(), spark_session("lake", chosen) as spark:
        facts = build(spark, chosen, everything, time, days)
    for path, columns in facts["warnings"].items():
        console.print(f"  warning    {path}: of nobody: {', '.join(columns)}")
    emit("lake", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
