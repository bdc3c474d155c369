"""The record: whole, named, replayable, and only for those who may see it."""

import dataclasses
import json
from typing import Any

import pytest

from models.domain.codec import from_json
from models.domain.decisions import Decision
from models.features.catalogue import DAILY, FEATURES
from models.policy.replay import matches
from serving.db.decisions import DecisionRow
from serving.features import Online
from serving.replay import replayed


def record_of(house: Any, plan: dict[str, Any]) -> dict[str, Any]:
    answer = house.ops("GET", f"/decisions/{plan['decision_id']}")
    assert answer.status_code == 200
    return dict(answer.json())


def test_the_view_has_the_whole_record_and_names(house: Any) -> None:
    ann = house.athlete()
    ann.check_in(mood=4, stress=2, sleep_quality=4)
    plan = ann.plan()

    record = record_of(house, plan)

    fields = {field.name for field in dataclasses.fields(Decision)}
    assert fields <= record.keys()
    assert record["action_name"] == plan["rl_action"]
    assert record["context_timestamps"]["request"] == "2026-10-01T07:00:00Z"
    assert [slot["activity_id"] for slot in record["slate"]] == [
        a["id"] for a in plan["activities"]
    ]


def test_probabilities_are_over_what_is_allowed(house: Any) -> None:
    record = record_of(house, house.athlete().plan())

    p = record["action_probabilities"]
    assert sum(p) == pytest.approx(1)
    assert all(p[a] == 0 for a in range(12) if a not in record["allowed_actions"])
    assert p[record["action"]] == record["action_probability"] > 0
    assert record["epsilon"] == 0.3


def test_the_context_is_what_the_store_and_the_check_in_said(house: Any) -> None:
    ann = house.athlete(goal="endurance")
    daily = {feature.name: float(n) for n, feature in enumerate(DAILY)}
    house.online.rows[ann.user_id] = Online(daily=daily, state_version=3)
    ann.check_in(mood=4)
    plan = ann.plan()

    context = record_of(house, plan)["context"]
    assert context[: len(DAILY)] == [float(n) for n in range(len(DAILY))]
    assert context[[f.name for f in FEATURES].index("mood")] == 4.0
    assert plan["posterior_version"] == "pop-test+3"


def test_an_old_check_in_is_not_todays(house: Any) -> None:
    ann = house.athlete()
    ann.check_in(mood=1)
    ann.at = "2026-10-02T20:00:00Z"

    record = record_of(house, ann.plan())

    assert record["context"][[f.name for f in FEATURES].index("mood")] is None
    assert record["context_timestamps"]["request"] is None


def test_every_decision_replays_from_its_record(house: Any) -> None:
    athletes = [house.athlete() for _ in range(5)]
    for day in ("01", "02", "03"):
        for athlete in athletes:
            athlete.at = f"2026-10-{day}T07:00:00Z"
            athlete.plan()
    athletes[0].check_in(pain=5, pain_site="knee")
    athletes[0].plan()

    with house.deps.database.read() as session:
        results = [same for _, same in replayed(session, None)]
    assert len(results) >= 15
    assert all(results)


def test_a_changed_record_does_not_replay(house: Any) -> None:
    plan = house.athlete().plan()
    with house.deps.database.read() as session:
        row = session.get_one(DecisionRow, plan["decision_id"])
        record = from_json(Decision, json.loads(row.record))

    p = list(record.action_probabilities)
    other = next(a for a in record.allowed_actions if a != record.action)
    p[record.action], p[other] = 0.0, p[record.action] + p[other]
    assert not matches(dataclasses.replace(record, action_probabilities=p))


def test_the_plan_says_how_old_its_body_data_is(house: Any) -> None:
    ann = house.athlete()
    house.online.rows[ann.user_id] = Online(
        daily={"load_7d_max": 100.0}, daily_at=house.service.clock.now("2026-09-30T05:00:00Z")
    )

    plan = ann.plan()

    assert plan["features_as_of"] == "2026-09-30T05:00:00Z"
    assert plan["features_age_h"] == 26.0


def test_today_shows_the_plan_and_makes_none(house: Any) -> None:
    ann = house.athlete()
    before = ann.ask("GET", "/plan/today").json()
    plan = ann.plan()
    after = ann.ask("GET", "/plan/today").json()

    assert before["plan"] is None
    assert before["session"]
    assert after["plan"]["decision_id"] == plan["decision_id"]
    assert len(house.messages("decisions.v1")) == 1


def test_the_policy_in_force_is_public_to_those_with_a_token(house: Any) -> None:
    told = house.athlete().ask("GET", "/policy").json()

    assert told["policy_name"] == "plan-policy"
    assert told["current"]["bootstrap"] is True
    assert house.http.get("/policy").status_code == 401
