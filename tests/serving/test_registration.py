"""Athletes: registered once, known for ever, changed by what they say again."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from serving import athletes, tokens


def body(**profile: Any) -> dict[str, Any]:
    return {"external_id": "ann@club", "consent": True, **profile}


def test_a_known_athlete_keeps_the_user_id_and_gets_a_fresh_token(house: Any) -> None:
    first = house.ops("POST", "/athletes", body())
    second = house.ops("POST", "/athletes", body())

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["user_id"] == second.json()["user_id"]
    assert house.service.tokens.read(f"Bearer {second.json()['access_token']}").scopes == {
        "athlete"
    }


def test_the_profile_goes_out_without_the_name(house: Any) -> None:
    injuries = [{"site": "knee", "since": "2026-05-01", "status": "recovering"}]
    given = body(goal="strength", equipment=["dumbbells"], birth_year=1990, injuries=injuries)
    user_id = house.ops("POST", "/athletes", given).json()["user_id"]

    (event,) = house.messages("athlete-events.v1")
    payload = event["payload"]
    assert (event["kind"], event["user_id"]) == ("profile", user_id)
    assert payload["goal"] == "strength"
    assert json.loads(payload["equipment"]) == ["dumbbells"]
    assert json.loads(payload["injuries"]) == injuries
    assert "ann@club" not in json.dumps(event)


def test_saying_more_changes_exactly_that(house: Any) -> None:
    house.ops("POST", "/athletes", body(goal="strength", minutes_per_day=45))
    house.ops("POST", "/athletes", body())
    house.ops("POST", "/athletes", body(goal="endurance"))

    payloads = [event["payload"] for event in house.messages("athlete-events.v1")]
    assert [p["goal"] for p in payloads] == ["strength", "endurance"]
    assert [p["minutes_per_day"] for p in payloads] == ["45", "45"]


def test_simulated_athletes_keep_their_user_id(house: Any, tmp_path: Path) -> None:
    lines = tmp_path / "athletes.jsonl"
    profile = {"goal": "strength", "days_per_week": 4, "latent": 0.3}
    known = {"external_id": "sim-1", "user_id": "11111111-1111", "profile": profile}
    lines.write_text(json.dumps(known) + "\n")

    first = athletes.register_all(house.deps.database, lines, athletes.at(""))
    second = athletes.register_all(house.deps.database, lines, athletes.at(""))

    assert (first, second) == ({"created": 1, "known": 0}, {"created": 0, "known": 1})
    again = house.ops("POST", "/athletes", {"external_id": "sim-1", "consent": True})
    assert again.json()["user_id"] == "11111111-1111"


def test_the_commands_explain_themselves() -> None:
    for command in (athletes.app,):
        assert CliRunner().invoke(command, ["--help"]).exit_code == 0
    assert tokens.__doc__
