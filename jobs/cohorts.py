"""Cohort baselines of the athletes' newest daily features: `python -m jobs.cohorts --as-of T`.

No JVM. Run every hour after the lake; a release is made once in a period of the ledger, and the
ledger is the releases themselves, so that neither can be lost without the other.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.contracts import check_records, gated
from jobs.facts import emit
from jobs.records import append_records, read_columns, read_records
from models.domain.cohorts import CohortStat
from models.domain.tables import ATHLETES, COHORT_STATS, DAILY_FEATURES
from models.features.catalogue import DAILY
from models.privacy.aggregates import BOUNDS, EPSILON, EVERYONE, Person, release
from models.privacy.ledger import BudgetSpent, Entry, Ledger

ACTIVITY = "active_minutes_14d_mean"
UNITS = {feature.name: feature.unit for feature in DAILY} | {"athletes": "1"}


def cohorts(settings: Settings, as_of: datetime) -> dict[str, Any]:
    """Make the release that is due, or find the one that stands; return facts about it."""
    held = read_records(COHORT_STATS, CohortStat, settings)
    ledger = ledger_of(held)
    standing = ledger.standing(as_of)
    if standing is not None:
        rows = [row for row in held if row.release == standing.release]
        return _facts(rows, ledger, as_of) | {"status": "standing"}
    entry = Entry(as_of, as_of.date().isoformat(), EPSILON)
    try:
        after = ledger.withdrawn(entry)
    except BudgetSpent as refusal:
        return _facts([], ledger, as_of) | {"status": "refused", "reason": str(refusal)}
    rows = made(people(settings, as_of), entry)
    check_records(rows, COHORT_STATS, settings, job="cohorts", as_of=as_of)
    append_records(rows, COHORT_STATS, settings)
    return _facts(rows, after, as_of) | {"status": "released"}


def ledger_of(held: Sequence[CohortStat]) -> Ledger:
    """Return what the releases of the table have cost."""
    return Ledger(tuple({Entry(row.as_of, row.release, row.epsilon) for row in held}))


def made(people: Sequence[Person], entry: Entry) -> list[CohortStat]:
    """Return a new release's rows."""
    return [
        CohortStat(
            release=entry.release,
            as_of=entry.as_of,
            epsilon=entry.epsilon,
            cohort=figure.cohort,
            parent=figure.parent,
            feature=figure.feature,
            unit=UNITS[figure.feature],
            value=figure.value,
            noise=figure.noise,
            suppressed=figure.suppressed,
        )
        for figure in release(people, entry.epsilon)
    ]


def people(settings: Settings, as_of: datetime) -> list[Person]:
    """Return each athlete's newest row up to a time: one contribution a person."""
    goals = dict(_rows(ATHLETES, settings, ["user_id", "goal"]))
    columns = ["user_id", "day", ACTIVITY, *BOUNDS]
    until = [("event_ts", "<=", as_of)]
    newest = {row[0]: row for row in sorted(_rows(DAILY_FEATURES, settings, columns, until))}
    return [
        Person(goals[user], dict(zip(BOUNDS, values, strict=True)), active)
        for user, (_, _, active, *values) in newest.items()
        if user in goals
    ]


def _rows(table: Any, settings: Settings, columns: list[str], filters: Any = None) -> list[Any]:
    found = read_columns(table, settings, columns=columns, filters=filters)
    return list(zip(*(found.column(name).to_pylist() for name in columns), strict=True))


def _facts(rows: Sequence[CohortStat], ledger: Ledger, as_of: datetime) -> dict[str, Any]:
    sizes = [row for row in rows if row.feature == "athletes"]
    return {
        "release": rows[0].release if rows else None,
        "cohorts": len(sizes),
        "released": sum(row.suppressed is None for row in sizes),
        "suppressed": dict(Counter(row.suppressed for row in sizes if row.suppressed)),
        "figures": sum(row.suppressed is None for row in rows),
        "epsilon_spent": round(ledger.spent(as_of), 6),
        "epsilon_left": round(ledger.left(as_of), 6),
        "everyone": {
            row.feature: {"value": row.value, "noise": row.noise, "suppressed": row.suppressed}
            for row in rows
            if row.cohort == EVERYONE
        },
    }


def main(as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "") -> None:
    """Release cohort baselines, or say which release stands."""
    chosen = settings()
    with gated():
        facts = cohorts(chosen, as_of_time(as_of))
    emit("cohorts", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
