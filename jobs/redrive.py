"""The way back from quarantine: `python -m jobs.redrive [--reason CODE] [--user-id ID]`.

After a parser was mended, or with a unit that is now known (`--unit kg`), refused payloads go
through it again; what passes is stored in bronze once and silver reads it at its next build. What
silver itself had refused stands in bronze: it is only asked anew, and its row goes when silver
would read it now (`python -m jobs.lake --full`). Dead letters stay: their senders have them.
"""

from collections import Counter
from collections.abc import Callable, Sequence, Set
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Table as RichTable

from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.facts import emit
from jobs.receipt import terminal
from jobs.records import read_columns
from jobs.redriving import (
    PASSED,
    REFUSED,
    STUCK,
    Verdict,
    Wish,
    known_of,
    quarantined,
    store,
    verdict,
)
from jobs.session import BRIEF, spark_session
from jobs.sources.quantities import MASS
from jobs.tables import read
from models.domain import tables
from models.domain.rows import Quarantined
from models.domain.topics import WEARABLES

RECORDS = {
    "apple_health": tables.APPLE_HEALTH,
    "oura": tables.OURA,
    "daily_tables": tables.DAILY_TABLES,
}
JUDGED, READ = "silver refuses it still", "silver reads it now"


Judge = Callable[[Sequence[str]], Set[tuple[Any, ...]]]
"""Keys of what silver refuses of some athletes."""


def redrive(settings: Settings, wish: Wish, unit: str | None, judge: Judge) -> list[Verdict]:
    """Judge the wanted rows anew, store what passes, and return the verdict on each row."""
    rows = quarantined(settings, wish)
    held, known = _held(rows, settings), known_of(settings, unit)
    silvers = [row for row in rows if row.source == WEARABLES.name or _record(row) in held]
    others = [row for row in rows if row.source != WEARABLES.name and _record(row) not in held]
    verdicts = [verdict(row, known) for row in others]
    return store([*verdicts, *_judged(silvers, judge)], settings)


def _held(rows: Sequence[Quarantined], settings: Settings) -> set[tuple[Any, ...]]:
    """Return which records of the rows' files are in bronze: those silver refused."""
    held: set[tuple[Any, ...]] = set()
    for source, table in RECORDS.items():
        files = {row.file_sha256 for row in rows if row.source == source and row.file_sha256}
        if files:
            wanted = [("file_sha256", "in", sorted(files))]
            found = read_columns(table, settings, columns=list(table.key), filters=wanted)
            columns = (found.column(name).to_pylist() for name in table.key)
            held |= set(zip(*columns, strict=True))
    return held


def _record(row: Quarantined) -> tuple[Any, ...]:
    return row.user_id, row.file_sha256, row.ordinal


def _judged(rows: Sequence[Quarantined], judge: Judge) -> list[Verdict]:
    refused = judge(sorted({row.user_id for row in rows if row.user_id})) if rows else set()
    return [
        Verdict(row, REFUSED, JUDGED)
        if (*_record(row), row.reason) in refused
        # its record is where it was; only the complaint goes
        else Verdict(row, PASSED, READ)
        for row in rows
    ]


def judged(
    spark: Any, settings: Settings, users: Sequence[str], as_of: datetime
) -> set[tuple[Any, ...]]:
    """Return the keys of what silver refuses of these athletes."""
    from jobs.silver.build import Bronze
    from jobs.silver.judged import refused_of

    sources = (
        *(tables.APPLE_HEALTH, tables.OURA, tables.STRENGTH, tables.DAILY_TABLES),
        *(tables.EVENTS, tables.RAW_FILES),
    )
    bronze = Bronze(*(read(spark, table, settings) for table in sources))
    people = read(spark, tables.ATHLETES, settings)
    return {tuple(row) for row in refused_of(bronze, people, users, as_of).collect()}


def table_of(verdicts: Sequence[Verdict]) -> RichTable:
    """Return reason x verdict, and why rows stay."""
    shown = RichTable("reason", PASSED, REFUSED, STUCK, "why", title="quarantine")
    for reason in sorted({one.row.reason for one in verdicts}):
        mine = [one for one in verdicts if one.row.reason == reason]
        counts = Counter(one.what for one in mine)
        # a reason's code, never the value it is about
        whys = Counter(one.why.partition(":")[0] for one in mine if one.what != PASSED)
        why = "; ".join(f"{words} ({count:,})" for words, count in whys.most_common(3))
        shown.add_row(reason, *(f"{counts[what]:,}" for what in (PASSED, REFUSED, STUCK)), why)
    return shown


def main(
    reason: Annotated[str, typer.Option(help="its code")] = "",
    user_id: Annotated[str, typer.Option(help="whose")] = "",
    file: Annotated[str, typer.Option(help="sha256 of the file")] = "",
    unit: Annotated[str | None, typer.Option(help="kg or lb, where a log did not tell")] = None,
    as_of: Annotated[str, typer.Option(help="RFC 3339; only rows quarantined by then")] = "",
) -> None:
    """Put quarantined records through their parser again."""
    if unit not in (None, *MASS):
        raise typer.BadParameter(f"{unit!r} is neither kg nor lb", param_hint="--unit")
    chosen, time = settings(), as_of_time(as_of)

    def judge(users: Sequence[str]) -> Set[tuple[Any, ...]]:
        with spark_session("redrive", chosen, jvm=BRIEF) as spark:
            return judged(spark, chosen, users, time)

    verdicts = redrive(chosen, Wish(reason, user_id, file, time), unit, judge)
    terminal().print(table_of(verdicts))
    if any(one.why == READ for one in verdicts):
        # no row of bronze is new, so a build of what is new would not see them
        terminal().print("silver reads some of them with `python -m jobs.lake --full`")
    counts = Counter(one.what for one in verdicts)
    stored = sum(one.what == PASSED and one.record is not None for one in verdicts)
    emit(
        "redrive",
        {what: counts[what] for what in (PASSED, REFUSED, STUCK)} | {"stored": stored},
        chosen,
    )


if __name__ == "__main__":
    typer.run(main)
