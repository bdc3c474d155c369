"""Health questions, conditions and injuries come through the API and keep their dates."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from models.safety.conditions import CONDITIONS
from models.safety.rules import RULES
from models.safety.screening import QUESTIONS
from serving.coach.deterministic import reason_words
from serving.db.athletes import Athlete
from serving.db.engine import Database
from serving.migrate import migrate

LATER, NEXT_YEAR = "2026-12-24T07:00:00Z", "2027-10-02T07:00:00Z"
NOTHING = dict.fromkeys(QUESTIONS, False)


def told(house: Any, at: str, **given: Any) -> Any:
    body = {"external_id": "ann", "consent": True, **given}
    return house.ops("POST", "/athletes", body, at=at)


def plan(house: Any, at: str, name: str = "ann") -> dict[str, Any]:
    token = told(house, at, external_id=name).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "X-As-Of": at}
    return dict(house.http.get("/activity/recommended/", headers=headers).json())


def reasons(of: dict[str, Any]) -> set[str]:
    return {one["reason"] for one in of["safety"]["removed"]}


def person(house: Any) -> Athlete:
    with house.deps.database.read() as session:
        athlete = session.query(Athlete).one()
        assert athlete.injuries is not None
        return athlete


def test_answers_hold_for_a_year_and_count_again_when_given_again(house: Any) -> None:
    day_one = "2026-10-01T07:00:00Z"
    told(house, day_one, screening=NOTHING, equipment=["barbell"])

    fresh, old = plan(house, day_one), plan(house, NEXT_YEAR)
    told(house, NEXT_YEAR, screening=NOTHING)
    again = plan(house, "2027-10-03T07:00:00Z")

    assert "screening_due" not in reasons(fresh) | reasons(again)
    assert "screening_due" in reasons(old)
    assert old["safety"]["level"] == "modify"
    said = [event["payload"]["screened_on"] for event in house.messages("athlete-events.v1")]
    assert said == ["2026-10-01", "2027-10-02"]


def test_what_is_said_about_something_else_keeps_the_date(house: Any) -> None:
    told(house, LATER, screening=NOTHING)
    told(house, NEXT_YEAR, goal="strength")

    assert person(house).screened_at.date().isoformat() == "2026-12-24"


def test_an_old_yes_still_refers(house: Any) -> None:
    told(house, LATER, screening=NOTHING | {"medication": True})

    assert plan(house, "2029-01-01T07:00:00Z")["safety"]["level"] == "refer"


def test_nobody_is_held_to_questions_that_were_never_asked(house: Any) -> None:
    told(house, LATER)

    assert person(house).screened_at is None
    assert "screening_due" not in reasons(plan(house, "2030-01-01T07:00:00Z"))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"conditions": ["pregnancy"]}, "pregnancy"),
        ({"conditions": ["pregnancy"]}, "contraindicated"),
        ({"conditions": ["psychosis"]}, "meditation"),
        ({"birth_year": 2010}, "minor"),
        ({"injuries": [{"site": "other"}]}, "injury_other"),
    ],
)
def test_what_is_told_reaches_the_gate(house: Any, given: dict[str, Any], reason: str) -> None:
    told(house, LATER, minutes_per_day=60)
    assert reason not in reasons(plan(house, LATER))

    told(house, LATER, **given)

    assert reason in reasons(plan(house, LATER))


def test_a_condition_told_later_withdraws_what_is_open(house: Any) -> None:
    def meditations(name: str) -> int:
        return [one["type"] for one in plan(house, LATER, name)["activities"]].count("meditation")

    names = [f"athlete-{n}" for n in range(8)]
    before = [meditations(name) for name in names]
    for name in names:
        told(house, LATER, external_id=name, conditions=list(CONDITIONS))

    assert any(before)
    assert not any(meditations(name) for name in names)


def test_the_coach_asks_again_after_a_year(house: Any) -> None:
    ann = house.athlete(screening=NOTHING)
    fresh = ann.ask("POST", "/coach/tools/request_more_info", {}).json()
    ann.at = NEXT_YEAR
    old = ann.ask("POST", "/coach/tools/request_more_info", {}).json()

    assert "screening" not in fresh["result"]["missing"]
    assert "screening" in old["result"]["missing"]


def test_what_was_removed_is_said_in_plain_words(house: Any) -> None:
    told(house, LATER, conditions=["pregnancy"])
    made = plan(house, LATER)

    assert made["safety"]["why"].keys() == reasons(made)
    assert made["safety"]["why"]["pregnancy"].startswith("In pregnancy plans stay moderate")


def test_the_coach_guides_no_breath_where_meditation_is_removed(house: Any) -> None:
    def guided(phone: Any) -> dict[str, Any]:
        answer = phone.ask("POST", "/coach/tools/breathing_prompt", {"seconds": 60})
        return dict(answer.json()["result"])

    ann, bob = house.athlete(conditions=["psychosis"]), house.athlete(conditions=["pregnancy"])

    assert guided(ann)["breaths"] == 0
    assert "look around" in guided(ann)["text"]
    assert guided(bob)["breaths"] == 6


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_coach_has_words_for_every_rule(language: str) -> None:
    for rule in RULES:
        code = f"{rule.id}_knee" if rule.by_site else rule.id
        assert reason_words(code, language) not in ("", code, code.replace("_", " "))


def test_an_unknown_condition_is_refused_by_name(house: Any) -> None:
    answer = told(house, LATER, conditions=["bad_luck"])

    assert answer.status_code == 422
    assert "conditions" in answer.text


def test_an_injury_that_is_told_again_keeps_when_it_was_recorded(house: Any) -> None:
    knee = {"site": "knee", "since": "2026-05-01", "status": "active"}
    told(house, LATER, injuries=[knee])
    told(house, NEXT_YEAR, injuries=[knee, {"site": "hip", "since": "2027-10-01"}])

    kept = [(i.site, i.since, i.recorded_at.date().isoformat()) for i in person(house).injuries]
    assert kept == [("knee", "2026-05-01", "2026-12-24"), ("hip", "2027-10-01", "2027-10-02")]


def test_the_coach_notes_an_injury_with_its_day_and_a_second_one_beside_it(house: Any) -> None:
    ann = house.athlete()
    for at, status in (("10-01", "active"), ("10-09", "past"), ("10-20", "active")):
        ann.at = f"2026-{at}T07:00:00Z"
        said = {"kind": "injury", "site": "knee", "status": status}
        answer = ann.ask("POST", "/coach/tools/log_event", said)
        assert answer.json()["result"]["changed"] is True, answer.text

    kept = [(i.since, i.status) for i in person(house).injuries]
    assert kept == [("2026-10-01", "past"), ("2026-10-20", "active")]
    events = [e for e in house.messages("athlete-events.v1") if e["kind"] == "injury"]
    assert [e["occurred_at"][:10] for e in events] == ["2026-10-01", "2026-10-09", "2026-10-20"]


def test_the_export_holds_all_of_it(house: Any) -> None:
    ann = house.athlete(screening=NOTHING, conditions=["pregnancy"], injuries=[{"site": "hip"}])

    held = ann.ask("GET", "/me/export").json()

    assert held["profile"]["screened_at"].startswith("2026-10-01")
    assert held["profile"]["conditions"] == ["pregnancy"]
    assert [one["site"] for one in held["injuries"]] == ["hip"]


def test_answers_from_before_count_from_the_first_day(tmp_path: Any) -> None:
    from alembic import command
    from alembic.config import Config

    from serving.migrate import MIGRATIONS

    database = Database(f"sqlite:///{tmp_path / 'fitloop.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.execution_options(fitloop_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for name, answers in (("ann", NOTHING), ("bob", {})):
            connection.execute(text(INSERT), {"name": name, "answers": json.dumps(answers)})
    migrate(database)

    with database.read() as session:
        known = {a.user_id: (a.screened_at, a.conditions) for a in session.query(Athlete)}
    assert known["ann"][0].isoformat() == "2026-02-03T04:05:06+00:00"
    assert known["bob"] == (None, [])


INSERT = """
INSERT INTO athletes (user_id, external_id, experience, days_per_week, minutes_per_day, equipment,
 timezone, screening, engagement_score, created_at, updated_at)
VALUES (:name, :name, 'beginner', 3, 30, '[]', 'UTC', :answers, 0.05,
 '2026-02-03 04:05:06', '2026-09-03 04:05:06')
"""
