"""The eleven tools over HTTP: the same arguments, refusals and athlete as for the agent."""

from typing import Any

import pytest

from serving.coach.tools import TOOLS
from tests.serving.conftest import House, Phone

ELEVEN = {
    *("adjust_plan", "explain_plan", "generate_warmup_cooldown", "set_micro_goal"),
    *("mood_checkin", "reflect_and_summarize", "breathing_prompt", "motivational_message"),
    *("log_event", "request_more_info", "safety_check"),
}


def use(phone: Phone, name: str, **arguments: Any) -> Any:
    return phone.ask("POST", f"/coach/tools/{name}", arguments)


def test_there_are_eleven_and_each_is_described(phone: Phone) -> None:
    listed = phone.ask("GET", "/coach/tools").json()

    assert set(TOOLS) == ELEVEN
    assert {one["name"] for one in listed} == ELEVEN
    assert all(one["description"] and one["arguments"]["type"] == "object" for one in listed)


@pytest.mark.parametrize("name", sorted(ELEVEN - {"adjust_plan", "log_event"}))
def test_each_runs_without_arguments(phone: Phone, house: House, name: str) -> None:
    answer = use(phone, name)

    assert answer.status_code == 200, answer.text
    told = [one for one in house.messages("athlete-events.v1") if one["kind"] == "coach_tool"]
    assert [one["payload"]["tool"] for one in told] == [name]
    assert told[0]["user_id"] == phone.user_id


@pytest.mark.parametrize("change", ["easier", "harder", "shorter", "rest"])
def test_every_change_stays_inside_the_gate(phone: Phone, change: str) -> None:
    phone.plan()
    found = use(phone, "adjust_plan", change=change).json()["result"]
    plan = phone.plan()

    barred = {one["id"] for one in plan["safety"]["removed"]}
    assert not {one["catalogue_id"] for one in plan["activities"]} & barred
    assert [one["name"] for one in plan["activities"]] == found["activities"]


def test_swap_takes_out_what_it_was_asked_to(phone: Phone) -> None:
    plan = phone.plan()["activities"]
    found = use(phone, "adjust_plan", change="swap", activity_id=plan[0]["id"]).json()["result"]

    assert found["removed"] == [plan[0]["name"]]
    assert len(found["added"]) == 1
    assert [one["id"] for one in phone.plan()["activities"]][1:] == [one["id"] for one in plan[1:]]


def test_somebody_elses_activity_is_nobodys(phone: Phone, house: House) -> None:
    other = house.athlete()
    theirs = other.plan()["activities"][0]["id"]
    phone.plan()

    assert use(phone, "log_event", activity_id=theirs, completed=True).status_code == 404
    assert use(phone, "adjust_plan", change="swap", activity_id=theirs).status_code == 404
    assert house.messages("feedback.v1") == []


def test_another_athletes_id_is_refused_by_name(phone: Phone, house: House) -> None:
    other = house.athlete()
    named = use(phone, "explain_plan", user_id=other.user_id)
    asked = phone.ask("POST", f"/coach/tools/explain_plan?user_id={other.user_id}", {})

    assert (named.status_code, named.json()["errors"]) == (
        422, [{"field": "user_id", "message": "unknown field"}],
    )  # fmt: skip
    assert asked.status_code == 403


@pytest.mark.parametrize(
    ("name", "arguments", "field"),
    [
        ("breathing_prompt", {"seconds": 10}, "seconds"),
        ("motivational_message", {"style": "angry"}, "style"),
        ("mood_checkin", {"mood": 9}, "mood"),
        ("adjust_plan", {}, "change"),
        ("log_event", {"completed": True}, "activity_id"),
        ("log_event", {"kind": "injury"}, "site"),
    ],
)
def test_wrong_arguments_are_named(phone: Phone, name: str, arguments: Any, field: str) -> None:
    answer = use(phone, name, **arguments)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_an_unknown_tool_is_refused_with_the_known_ones(phone: Phone) -> None:
    answer = use(phone, "launch_rocket")

    assert answer.status_code == 404
    assert "explain_plan" in answer.json()["detail"]


@pytest.mark.parametrize("seconds", [60, 90, 120])
def test_breathing_fills_its_seconds(phone: Phone, seconds: int) -> None:
    found = use(phone, "breathing_prompt", seconds=seconds).json()["result"]

    one = found["breathe_in_seconds"] + found["breathe_out_seconds"]
    assert found["breaths"] * one + found["settle_seconds"] == seconds


@pytest.mark.parametrize("style", ["short", "long", "humorous", "rational"])
def test_motivation_counts_what_was_done(phone: Phone, style: str) -> None:
    new = use(phone, "motivational_message", style=style).json()["result"]
    done = phone.plan()["activities"][0]
    phone.complete(done["id"], completed=True)
    again = use(phone, "motivational_message", style=style).json()["result"]

    assert (new["completed_this_week"], again["completed_this_week"]) == (0, 1)
    assert new["text"] != again["text"]


def test_warm_up_spares_what_hurts(phone: Phone) -> None:
    phone.check_in(pain=5, pain_site="shoulder")
    found = use(phone, "generate_warmup_cooldown", minutes=10).json()["result"]

    names = {one["name"] for one in found["warmup"] + found["cooldown"]}
    assert found["spared"] == ["shoulder"]
    assert not names & {"Arm circles", "Chest opener"}
    assert found["warmup_seconds"] <= 600


def test_an_injury_told_as_past_restricts_no_more(phone: Phone) -> None:
    use(phone, "log_event", kind="injury", site="knee")
    before = {one["reason"] for one in phone.plan()["safety"]["removed"]}
    use(phone, "log_event", kind="injury", site="knee", status="past")
    after = {one["reason"] for one in phone.plan()["safety"]["removed"]}

    assert "injury_knee" in before
    assert "injury_knee" not in after
