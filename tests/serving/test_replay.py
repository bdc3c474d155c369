"""`python -m serving.replay` says what it replayed and fails loudly when anything differs."""

import json
from typing import Any

import pytest
import typer
from sqlalchemy import update

from serving.db.decisions import DecisionRow
from serving.replay import report


def test_a_log_that_replays_ends_with_its_count(house: Any, capsys: Any) -> None:
    for _ in range(3):
        house.athlete().plan()

    mismatches = report(house.deps.database, None)

    assert mismatches == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert json.loads(last) == {"replayed": 3, "mismatches": 0}


def test_a_changed_record_is_named(house: Any, capsys: Any) -> None:
    plan = house.athlete().plan()
    with house.deps.database.write() as session:
        row = session.get_one(DecisionRow, plan["decision_id"])
        changed = json.loads(row.record) | {"action": (plan["rl_action_id"] + 1) % 12}
        session.execute(update(DecisionRow).values(record=json.dumps(changed)))

    mismatches = report(house.deps.database, None)

    assert mismatches == 1
    assert plan["decision_id"] in capsys.readouterr().out


def test_an_unknown_decision_is_an_error(house: Any) -> None:
    with pytest.raises(typer.BadParameter, match="no decision"):
        report(house.deps.database, "0199c000-0000-7000-8000-000000000000")
