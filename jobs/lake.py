"""Raw files to gold in one Spark session: ingest, silver, validate, gold, validate.

`python -m jobs.lake --as-of T [--landing DIR] [--folder USER_ID=PATH ...]`. A failed suite exits
with 2 and a table of what failed; nothing of the next layer is written.
"""

import dataclasses
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as RichTable

from expectations.validate import SuiteFailed, validate
from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.ingest import ingest
from jobs.landing import Landing
from jobs.session import spark_session
from jobs.tables import append, read, replace
from models.domain import tables
from models.features.catalogue import DAILY

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SILVER = (
    tables.OBSERVATIONS,
    tables.DAILY_TOTALS,
    tables.SLEEP_SESSIONS,
    tables.WORKOUTS,
    tables.STRENGTH_SETS,
    tables.ATHLETES,
    tables.CHECKINS,
    tables.DECISIONS,
    tables.FEEDBACK,
)
BY_NAME = {table.name: table for table in SILVER}
WRITERS = 3
"""Tables written at a time: planning and commits of one fill the cores that another leaves."""
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
    spark: "SparkSession", settings: Settings, landing: Landing, as_of: datetime
) -> dict[str, Any]:
    """Run every step; raises SuiteFailed when a layer does not hold."""
    clock = Clockwork()
    report = ingest(spark, settings, landing, as_of)
    clock.tick("bronze", f"{sum(report.records.values()):,} records")
    frames = build_silver(spark, settings, as_of)
    clock.tick("silver")
    held = validate({t.path: frames[t.name] for t in SILVER})
    clock.tick("validated", f"{sum(held.values())} expectations")
    frames["cohort_stats"] = read(spark, tables.COHORT_STATS, settings)
    gold, refused = build_gold(frames, as_of)
    clock.tick("gold")
    held |= validate({tables.DAILY_FEATURES.path: gold})
    replace(gold, tables.DAILY_FEATURES, settings)
    clock.tick("published", f"{len(DAILY)} features")
    rows = {t.path: frames[t.name].count() for t in SILVER}
    return {
        "ingest": dataclasses.asdict(report),
        "rows": {**rows, tables.DAILY_FEATURES.path: gold.count()},
        "features": len(DAILY),
        "refused_features": refused,
        "expectations": sum(held.values()),
    }


def build_silver(
    spark: "SparkSession", settings: Settings, as_of: datetime
) -> dict[str, "DataFrame"]:
    """Write the silver tables from all of bronze and return them as read back."""
    from jobs.silver.build import Bronze, silver
    from jobs.silver.logs import athletes
    from jobs.silver.totals import daily_totals

    sources = (
        tables.APPLE_HEALTH,
        tables.OURA,
        tables.STRENGTH,
        tables.DAILY_TABLES,
        tables.EVENTS,
        tables.RAW_FILES,
    )
    bronze = Bronze(*(read(spark, table, settings) for table in sources))
    # every other table asks who people are: written first, read back once
    replace(athletes(bronze.events).coalesce(1), tables.ATHLETES, settings)
    people = read(spark, tables.ATHLETES, settings).cache()
    frames, refused = silver(bronze, people, as_of)
    with ThreadPoolExecutor(WRITERS) as pool:
        writes = [pool.submit(_quarantine, spark, refused, settings)]
        writes += [
            pool.submit(replace, frame.coalesce(2), BY_NAME[name], settings)
            for name, frame in frames.items()
        ]
    for write in writes:
        write.result()
    frames = {name: read(spark, BY_NAME[name], settings).cache() for name in (*frames, "athletes")}
    replace(daily_totals(frames["observations"]).coalesce(1), tables.DAILY_TOTALS, settings)
    return frames | {"daily_totals": read(spark, tables.DAILY_TOTALS, settings).cache()}


def _quarantine(spark: "SparkSession", refused: "DataFrame", settings: Settings) -> None:
    """Append what silver refused, each record once however often silver is rebuilt."""
    key = ["file_sha256", "ordinal", "reason"]
    held = read(spark, tables.QUARANTINE, settings).select(*key)
    new = refused.join(held, key, "left_anti").cache()
    if not new.isEmpty():
        append(new.coalesce(1), tables.QUARANTINE, settings)
    new.unpersist()


def build_gold(
    frames: dict[str, "DataFrame"], as_of: datetime
) -> tuple["DataFrame", dict[str, int]]:
    """Return gold.daily_features, computed once, and its refused values by feature."""
    from jobs.gold import kept, measured, refused

    rows = measured(frames, as_of).coalesce(2).cache()
    return kept(rows), refused(rows)


def table_of(failure: SuiteFailed) -> RichTable:
    """Return the failed expectations as people read them."""
    shown = RichTable("table", "expectation", "column", "observed", title="expectations failed")
    for one in failure.failures:
        shown.add_row(one.table, one.expectation, one.column, one.observed)
    return shown


def _folder(text: str) -> tuple[str, Path]:
    user_id, _, path = text.partition("=")
    if not path or not Path(path).exists():
        raise typer.BadParameter(f"{text!r} is not USER_ID=PATH of an existing file or folder")
    return user_id, Path(path)


def main(
    as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "",
    landing: Annotated[Path | None, typer.Option(help="default: <state>/landing")] = None,
    folder: Annotated[list[str] | None, typer.Option(help="USER_ID=PATH, one person's")] = None,
) -> None:
    """Build the lake."""
    chosen = settings()
    places = tuple(_folder(text) for text in folder or [])
    everything = Landing(root=landing or chosen.state / "landing", folders=places)
    try:
        with spark_session("lake", chosen) as spark:
            facts = build(spark, chosen, everything, as_of_time(as_of))
    except SuiteFailed as failure:
        console.print(table_of(failure))
        raise typer.Exit(2) from failure
    emit("lake", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
