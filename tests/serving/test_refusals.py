"""Bad input gives a problem that names what is wrong, and changes nothing."""

from typing import Any

import pytest


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    return dict(answer.json())


def outbox(house: Any) -> int:
    return int(house.http.get("/health/ready").json()["outbox"])


@pytest.mark.parametrize("field", ["motivation_before", "motivation_after", "difficulty_rating"])
def test_a_rating_of_nine_names_the_field(house: Any, field: str) -> None:
    ann = house.athlete()
    activity = ann.plan()["activities"][0]["id"]
    before = outbox(house)

    told = problem(ann.complete(activity, completed=True, **{field: 9}), 422)

    assert told["errors"] == [
        {"field": field, "message": "Input should be less than or equal to 5 (got 9)"}
    ]
    assert outbox(house) == before


def test_a_rating_inside_a_batch_is_named_with_its_place(house: Any) -> None:
    ann = house.athlete()
    reports = [{"activity_id": 1, "completed": True, "motivation_after": 9}]

    told = problem(ann.ask("POST", "/feedback/", {"activities": reports}), 422)

    assert told["errors"][0]["field"] == "activities[0].motivation_after"


def test_an_unknown_activity_is_not_found_and_the_batch_is_whole_or_nothing(house: Any) -> None:
    ann = house.athlete()
    known = ann.plan()["activities"][0]["id"]
    reports = [{"activity_id": known, "completed": True}, {"activity_id": 10**6, "completed": True}]
    before = outbox(house)

    told = problem(ann.ask("POST", "/activity/feedback-batch/", {"activities": reports}), 404)

    assert "1000000" in told["detail"]
    assert outbox(house) == before
    problem(ann.complete(10**6, completed=True), 404)


def test_an_activity_of_somebody_else_is_unknown(house: Any) -> None:
    ann, ben = house.athlete(), house.athlete()
    activity = ann.plan()["activities"][0]["id"]

    problem(ben.complete(activity, completed=True), 404)
    problem(ben.ask("GET", f"/decisions/{ann.plan()['decision_id']}"), 404)
    problem(ben.ask("GET", f"/activity/recommended/?user_id={ann.user_id}"), 403)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/checkins", {"mod": 3}, "mod"),
        ("/checkins", {"mood": 0}, "mood"),
        ("/checkins", {"mood": "4"}, "mood"),
        ("/checkins", {"pain_site": "brain"}, "pain_site"),
        ("/checkins", {"symptoms": ["sadness"]}, "symptoms[0]"),
        ("/feedback/", {"activities": []}, "activities"),
        ("/feedback/", {"activities": [{"activity_id": 1}]}, "activities[0].completed"),
    ],
)
def test_each_bad_field_is_named(house: Any, path: str, body: Any, field: str) -> None:
    told = problem(house.athlete().ask("POST", path, body), 422)

    assert told["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"consent": False}, "consent"),
        ({"goal": "fame"}, "goal"),
        ({"days_per_week": 8}, "days_per_week"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"injuries": [{"site": "knee", "statuss": "past"}]}, "injuries[0].statuss"),
        ({"nickname": "x"}, "nickname"),
    ],
)
def test_registration_names_the_field(house: Any, given: Any, field: str) -> None:
    body = {"external_id": "x", "consent": True} | given

    assert problem(house.ops("POST", "/athletes", body), 422)["errors"][0]["field"] == field


def test_broken_json_is_a_problem_too(house: Any) -> None:
    ann = house.athlete()
    headers = {"Authorization": f"Bearer {ann.token}", "Content-Type": "application/json"}

    told = problem(house.http.post("/checkins", content=b"{", headers=headers), 422)

    assert "JSON" in told["detail"]


def test_who_may_not_register(house: Any) -> None:
    body = {"external_id": "x", "consent": True}

    problem(house.athlete().ask("POST", "/athletes", body), 403)
    problem(house.http.post("/athletes", json=body), 401)


def test_a_token_of_nobody_we_know(house: Any) -> None:
    ann = house.athlete()
    ann.token = house.service.tokens.issue("nobody", ["athlete"])

    problem(ann.ask("GET", "/activity/recommended/"), 404)
    problem(ann.check_in(mood=3), 404)


def test_the_test_clock_is_refused_where_it_is_not_switched_on(open_house: Any) -> None:
    house = open_house()
    ann = house.athlete()
    house.http.app.state.service.clock._testing = False

    told = problem(ann.ask("GET", "/activity/recommended/"), 400)

    assert told["errors"][0]["field"] == "X-As-Of"


def test_a_request_id_is_taken_over_when_it_is_harmless(house: Any) -> None:
    kept = house.http.get("/health/live", headers={"X-Request-ID": "run-7"})
    replaced = house.http.get("/health/live", headers={"X-Request-ID": "two words"})

    assert kept.headers["X-Request-ID"] == "run-7"
    assert replaced.headers["X-Request-ID"] != "two words"
