"""Replay decisions from their own records: `python -m serving.replay DECISION_ID` or `--all`.

Prints one line a mismatch and ends with a line of facts; exits 1 when anything differs.
"""

from collections.abc import Iterator
from typing import Annotated

import orjson
import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from infra.settings import settings
from models.domain.codec import from_json
from models.domain.decisions import Decision
from models.policy.replay import matches, replay
from serving.db.decisions import DecisionRow
from serving.db.engine import Database

CHUNK = 200


def replayed(session: Session, decision_id: str | None) -> Iterator[tuple[Decision, bool]]:
    """Yield each decision, in order of its id, and whether its record gives the same choice."""
    query = select(DecisionRow.record).order_by(DecisionRow.decision_id)
    if decision_id is not None:
        query = query.where(DecisionRow.decision_id == decision_id)
    for text in session.scalars(query.execution_options(yield_per=CHUNK)):
        decision = from_json(Decision, orjson.loads(text))
        yield decision, matches(decision)


def main() -> None:
    """Run the command."""
    typer.run(_replay)


def _replay(
    decision_id: Annotated[str, typer.Argument(help="one decision")] = "",
    *,
    every: Annotated[bool, typer.Option("--all", help="every recorded decision")] = False,
) -> None:
    if bool(decision_id) == every:
        raise typer.BadParameter("name one decision, or --all")
    mismatches = report(Database(settings().database_url), decision_id or None)
    raise typer.Exit(1 if mismatches else 0)


def report(database: Database, decision_id: str | None) -> int:
    """Print what was replayed, the facts last; return the number of mismatches."""
    count = mismatches = 0
    with database.read() as session:
        for decision, same in replayed(session, decision_id):
            count += 1
            mismatches += not same
            if not same or decision_id:
                print(_line(decision))
    if count == 0:
        raise typer.BadParameter(f"no decision {decision_id or 'was recorded yet'}")
    print(orjson.dumps({"replayed": count, "mismatches": mismatches}).decode())
    return mismatches


def _line(decision: Decision) -> str:
    again = replay(decision)
    recorded = decision.action, *(slot.catalogue_id for slot in decision.slate)
    drawn = again.action, *again.catalogue_ids
    return f"{decision.decision_id} recorded {recorded} replayed {drawn}"


if __name__ == "__main__":
    main()
