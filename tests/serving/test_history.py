"""Decisions of a history file count for the gate as if they had been made here."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from models.catalogue.actions import actions
from models.domain.codec import to_json
from models.domain.ids import uuid7
from serving import athletes
from serving.features import Online
from serving.history import import_history
from tests.builders.decisions import decision

NOW = datetime(2026, 10, 1, 7, tzinfo=UTC)
STEPPED_UP = next(n for n, one in enumerate(actions()) if one.progressive)
GENTLE = next(n for n, one in enumerate(actions()) if not one.progressive and not one.rest_like)


def earlier(user_id: str, hours: float, number: int = 7, **given: Any) -> dict[str, Any]:
    """Return a record as JSON, of a plan that stepped the load up some hours ago."""
    at = NOW - timedelta(hours=hours)
    name = uuid7(at, number)
    one = decision(user_id=user_id, decided_at=at, action=STEPPED_UP, decision_id=name, **given)
    return dict(to_json(one))


def history(folder: Path, *lines: Any) -> Path:
    file = folder / "decisions.jsonl.gz"
    file.write_bytes(gzip.compress(b"".join(orjson.dumps(line) + b"\n" for line in lines)))
    return file


def rested(house: Any) -> Any:
    """Return an athlete whom nothing but their history keeps from stepping up."""
    ann = house.athlete()
    daily = {"wearable_age_h": 3.0, "sleep_duration_h": 8.0, "hrv_rmssd_z_28d": 0.4}
    house.online.rows[ann.user_id] = Online(daily=daily, daily_at=NOW)
    ann.check_in(mood=4, stress=1, soreness=1)
    return ann


def removed(phone: Any) -> set[str]:
    """Return why actions were removed from today's plan."""
    record = phone.ask("GET", f"/decisions/{phone.plan()['decision_id']}").json()
    return {one["reason"] for one in record["removed"] if one["kind"] == "action"}


@pytest.mark.parametrize(("hours", "paused"), [(71.0, True), (73.0, False)])
def test_a_step_up_elsewhere_pauses_the_next_one_here(
    house: Any, tmp_path: Path, hours: float, paused: bool
) -> None:
    ann = rested(house)

    import_history(house.deps.database, history(tmp_path, earlier(ann.user_id, hours)))

    assert ("progressive_72h" in removed(ann)) is paused


def test_what_was_offered_elsewhere_today_is_not_offered_again(house: Any, tmp_path: Path) -> None:
    ann = rested(house)
    here = earlier(ann.user_id, 1.0) | {"action": GENTLE}

    import_history(house.deps.database, history(tmp_path, here))

    record = ann.ask("GET", f"/decisions/{ann.plan()['decision_id']}").json()
    because = {one["reason"] for one in record["removed"] if one["id"] == str(GENTLE)}
    assert because == {"done_today"}


def test_every_line_is_stored_or_counted_with_a_reason(house: Any, tmp_path: Path) -> None:
    ann = house.athlete()
    mine = earlier(ann.user_id, 50.0)
    broken = earlier(ann.user_id, 49.0) | {"action": "seven"}
    replaced = earlier(ann.user_id, 48.0, superseded_by=uuid7(NOW, 1))
    file = history(tmp_path, mine, mine, broken, replaced, earlier("nobody", 47.0), 3)

    first = import_history(house.deps.database, file)
    again = import_history(house.deps.database, file)

    others = {"superseded": 1, "unknown_athlete": 1, "refused": 2}
    assert first == {"read": 6, "stored": 1, "known": 1, **others}
    assert again == {"read": 6, "stored": 0, "known": 2, **others}


def test_a_plan_of_this_house_is_not_imported_into_it(house: Any, tmp_path: Path) -> None:
    ann = house.athlete()
    ann.plan()

    counts = import_history(house.deps.database, history(tmp_path, *house.messages("decisions.v1")))

    assert (counts["known"], counts["stored"]) == (1, 0)


def test_a_file_that_ends_in_the_middle_stores_nothing(house: Any, tmp_path: Path) -> None:
    ann = house.athlete()
    lines = [earlier(ann.user_id, 20.0 + n, n) for n in range(50)]
    file = history(tmp_path, *lines)
    file.write_bytes(file.read_bytes()[:-20])

    with pytest.raises(EOFError):
        import_history(house.deps.database, file)

    exported = ann.ask("GET", "/me/export").json()
    assert exported["imported_decisions"] == []


@pytest.mark.parametrize("content", [None, b"no gzip", gzip.compress(b"{}\n" * 9)[:-9]])
def test_a_file_that_cannot_be_read_is_said_in_one_line(
    house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setattr(athletes, "settings", lambda: house.settings)
    file = tmp_path / "decisions.jsonl.gz"
    if content is not None:
        file.write_bytes(content)

    ended = CliRunner().invoke(athletes.app, ["history", str(file)])

    assert ended.exit_code == 2
    assert "nothing was stored" in " ".join(ended.output.replace("│", " ").split())


def test_the_command_prints_its_counts(
    house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(athletes, "settings", lambda: house.settings)
    ann = house.athlete()

    ended = CliRunner().invoke(
        athletes.app, ["history", str(history(tmp_path, earlier(ann.user_id, 30.0)))]
    )

    assert orjson.loads(ended.stdout)["stored"] == 1
