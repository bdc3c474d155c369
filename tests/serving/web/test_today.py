"""The day's page without a browser: what was reported stays, what is said fits, words are plain."""

import re
from html import unescape
from typing import Any

import pytest

from tests.serving.conftest import House, Open
from tests.serving.web.conftest import signed_in

PUSHING = (8, 9)


def pushed(house: House) -> Any:
    """Sign in somebody whose plan can't stay when the day turns red."""
    for _ in range(100):
        phone = house.athlete()
        if phone.plan()["rl_action_id"] in PUSHING:
            return signed_in(house, phone)
    raise AssertionError("no plan of 100 pushes")


def report(person: Any, activity: dict[str, Any], completed: str) -> str:
    data = {"completed": completed}
    return str(person("POST", f"/app/activities/{activity['id']}", data=data).text)


def cards(page: str, reported: str = "") -> list[int]:
    return [int(n) for n in re.findall(rf'activity{reported}" id="activity-(\d+)"', page)]


def test_a_check_in_leaves_what_was_reported(house: House) -> None:
    person = pushed(house)
    first, second = person.phone.plan()["activities"][:2]
    report(person, first, "yes")
    told = report(person, second, "no")
    page = person("POST", "/app/checkins", data={"stress": "5", "soreness": "5"}).text
    after = person.phone.plan()

    new = [one["id"] for one in after["activities"]]
    assert {first["id"], second["id"]}.isdisjoint(new)
    assert cards(page, " reported") == [first["id"], second["id"]]
    assert cards(page) == new
    assert f"1 of {len(new) + 2} done" in page
    assert "1 of " in told
    assert "Thank you, noted. Your plan has changed." in page
    said = [one for one in house.messages("feedback.v1") if one["kind"] == "activity"]
    assert {one["decision_id"] for one in said}.isdisjoint({after["decision_id"]})


def test_progress_is_told_alike_before_and_after_a_report(person: Any) -> None:
    plan = person.phone.plan()
    before = person("GET", "/app/plan").text
    after = report(person, plan["activities"][0], "yes")

    minutes = sum(one["duration_minutes"] for one in plan["activities"])
    told = f"of {len(plan['activities'])} done · {minutes} minutes in all"
    assert f"0 {told}" in before
    assert f"1 {told}" in after


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"mood": "4"}, ["Thank you, noted."]),
        ({"mood": "2"}, ["Thank you, noted. That sounds like a hard day. Small is enough today."]),
        ({"symptoms": "syncope"}, []),
        ({"symptoms": "dizziness"}, []),
    ],
)
def test_thanks_fit_what_was_said(person: Any, said: dict[str, str], words: list[str]) -> None:
    person.phone.plan()
    page = person("POST", "/app/checkins", data=said)

    assert re.findall(r"Thank you[^<]*", page.text) == words
    assert page.headers["HX-Trigger"] == "taken"


@pytest.mark.parametrize("said", [{}, {"mood": "nine"}, {"pain": "11"}])
def test_a_check_in_that_says_nothing_is_refused(
    person: Any, house: House, said: dict[str, str]
) -> None:
    page = person("POST", "/app/checkins", data=said)

    assert 'class="notice bad" role="alert"' in page.text
    assert said or "Tell me at least one thing." in page.text
    assert "HX-Trigger" not in page.headers
    assert house.messages("checkins.v1") == []


@pytest.mark.parametrize("said", [{}, {"mood": None}, {"symptoms": []}, {"notes": ""}])
def test_the_api_refuses_an_empty_check_in_too(
    person: Any, house: House, said: dict[str, Any]
) -> None:
    answer = person.phone.check_in(**said)

    assert (answer.status_code, answer.json()["detail"]) == (422, "Tell me at least one thing.")
    assert house.messages("checkins.v1") == []
    assert person.phone.check_in(pain=0).status_code == 201


def test_the_pages_say_what_people_say(person: Any) -> None:
    person("POST", "/app/welcome", data={"goal": "strength"})
    page = person("GET", "/app").text

    symptoms = dict(re.findall(r'name="symptoms" value="(\w+)"> ([^<]+)<', page))
    assert symptoms["syncope"] == "fainting"
    assert symptoms["stroke_signs"] == "face drooping, arm weak or speech slurred"
    assert symptoms["chest_pain"] == "chest pain"
    assert "readiness: unknown" not in page
    assert "Segment:" not in page


def test_a_new_persons_plan_by_the_rules_is_a_standard_plan(open_house: Open) -> None:
    house = open_house()
    first = house.athlete().plan()["reason"]
    ben = house.athlete()
    ben.check_in(mood=3, stress=4, soreness=1)

    told = "We're still getting to know you, so today follows a standard plan"
    assert first == f"{told}."
    assert ben.plan()["reason"] == f"{told}; readiness: yellow."


def test_each_activitys_buttons_have_their_own_names(person: Any) -> None:
    plan = person.phone.plan()
    page = person("GET", "/app/plan").text
    spoken = [
        unescape(re.sub("<[^>]+>", "", one)) for one in re.findall("<summary.*?</summary>", page)
    ]

    for one in plan["activities"]:
        assert f"How to do {one['name']}" in spoken
        assert f"Done or skipped? {one['name']}" in spoken
