"""The pages without a browser: who gets in, what is refused, what is escaped."""

import json
from datetime import timedelta
from typing import Any

import pytest

from serving.web.session import COOKIE
from tests.serving.conftest import DAY_ONE, House

ANSWERS = {"goal": "strength", "minutes_per_day": "45", "injuries": "knee", "equipment": "bike"}


def test_a_good_token_becomes_a_cookie_no_script_can_read(house: House) -> None:
    phone = house.athlete()
    answer = house.http.post("/sign-in", data={"token": phone.token}, follow_redirects=False)

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/app")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/"))
    house.http.cookies.clear()


def test_a_bad_token_is_told(house: House) -> None:
    answer = house.http.post("/sign-in", data={"token": "abc"})

    assert answer.status_code == 401
    assert "That did not work" in answer.text


def test_an_expired_session_leads_back(house: House) -> None:
    phone = house.athlete()
    old = house.service.tokens.issue(phone.user_id, ["athlete"], lifetime=timedelta(seconds=-1))
    answer = house.http.get("/app", headers={"Cookie": f"{COOKIE}={old}"}, follow_redirects=False)
    part = house.http.get("/app/plan", headers={"Cookie": f"{COOKIE}={old}", "HX-Request": "true"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?why=expired")
    assert part.headers["HX-Redirect"] == "/sign-in?why=expired"
    assert "session has ended" in house.http.get("/sign-in?why=expired").text


def test_an_expired_bearer_token_is_refused(house: House) -> None:
    phone = house.athlete()
    phone.token = house.service.tokens.issue(
        phone.user_id, ["athlete"], lifetime=timedelta(seconds=-1)
    )
    answer = phone.ask("POST", "/coach/messages", {"message": "hi"})

    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"]


def test_the_api_reads_no_cookie_and_pages_no_header(house: House) -> None:
    phone = house.athlete()
    api = house.http.get("/plan/today", headers={"Cookie": f"{COOKIE}={phone.token}"})
    page = house.http.get(
        "/app", headers={"Authorization": f"Bearer {phone.token}"}, follow_redirects=False
    )

    assert api.status_code == 401
    assert page.headers["location"] == "/sign-in?why=new"


def test_every_page_has_a_strict_policy(person: Any) -> None:
    person("POST", "/app/welcome", data=ANSWERS)
    for path in ("/sign-in", "/app", "/app/welcome", "/app/import", "/app/plan"):
        policy = person("GET", path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.2"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_form_is_refused(person: Any, headers: dict[str, str]) -> None:
    answer = person("POST", "/app/checkins", data={"mood": "3"}, headers=headers)

    assert answer.status_code == 403


def test_a_newcomer_is_asked_first_and_the_answers_count(person: Any, house: House) -> None:
    first = person("GET", "/app")
    saved = person("POST", "/app/welcome", data=ANSWERS)
    plan = person.phone.plan()

    assert first.headers["location"] == "/app/welcome"
    assert saved.headers["location"] == "/app"
    assert "injury_knee" in {one["reason"] for one in plan["safety"]["removed"]}
    profile = house.messages("athlete-events.v1")[-1]["payload"]
    assert (profile["goal"], profile["minutes_per_day"]) == ("strength", "45")
    assert '"heart_condition":false' in profile["screening"]


def test_saving_again_keeps_the_date_and_phase_of_injuries(person: Any, house: House) -> None:
    person("POST", "/app/welcome", data=ANSWERS | {"injuries": ["knee", "hip"]})
    person.phone.at = "2026-11-01T07:00:00Z"
    healing = {"kind": "injury", "site": "knee", "status": "recovering"}
    person.phone.ask("POST", "/coach/tools/log_event", healing)
    person("POST", "/app/welcome", data=ANSWERS | {"injuries": ["knee", "ankle"]})

    told = json.loads(house.messages("athlete-events.v1")[-1]["payload"]["injuries"])
    assert [(one["site"], one["status"]) for one in told] == [
        ("knee", "recovering"), ("hip", "past"), ("ankle", "active"),
    ]  # fmt: skip
    assert [one["since"] for one in told[:2]] == [DAY_ONE[:10]] * 2


def test_conditions_are_asked_and_remembered(person: Any, house: House) -> None:
    person("POST", "/app/welcome", data=ANSWERS | {"conditions": ["pregnancy"]})

    assert 'value="pregnancy" checked' in person("GET", "/app/welcome").text
    assert 'value="trauma" checked' not in person("GET", "/app/welcome").text
    assert person.phone.plan()["safety"]["level"] == "modify"


def test_a_wrong_answer_is_named_and_nothing_is_saved(person: Any) -> None:
    answer = person("POST", "/app/welcome", data={**ANSWERS, "minutes_per_day": "nine"})

    assert answer.status_code == 422
    assert "minutes_per_day" in answer.text
    assert person("GET", "/app").headers["location"] == "/app/welcome"


def test_a_yes_to_the_health_questions_keeps_plans_gentle(person: Any) -> None:
    person("POST", "/app/welcome", data={**ANSWERS, "screening": "heart_condition"})
    plan = person.phone.plan()

    assert plan["safety"]["level"] == "refer"


def test_what_people_write_is_never_markup(person: Any) -> None:
    person("POST", "/app/welcome", data=ANSWERS)
    one = person.phone.plan()["activities"][0]
    note = "<script>alert(1)</script>"
    card = person("POST", f"/app/activities/{one['id']}", data={"completed": "yes", "notes": note})
    person.phone.ask("POST", "/coach/messages", {"message": note})
    page = person("GET", "/app")

    for text in (card.text, page.text):
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_done_and_skipped_are_reports(person: Any, house: House) -> None:
    person("POST", "/app/welcome", data=ANSWERS)
    first, second = person.phone.plan()["activities"][:2]
    rated = {"completed": "yes", "motivation_before": "2", "motivation_after": "4"}
    done = person("POST", f"/app/activities/{first['id']}", data=rated)
    person("POST", f"/app/activities/{second['id']}", data={"completed": "no"})

    said = house.messages("feedback.v1")
    assert [one["completed"] for one in said] == [True, False]
    assert (said[0]["motivation_before"], said[0]["motivation_after"]) == (2, 4)
    assert "Motivation 2 → 4" in done.text


def test_looking_at_a_finished_plan_makes_no_new_one(person: Any) -> None:
    person("POST", "/app/welcome", data=ANSWERS)
    plan = person.phone.plan()
    for one in plan["activities"]:
        person("POST", f"/app/activities/{one['id']}", data={"completed": "yes"})
    page = person("GET", "/app").text
    again = person("GET", "/app").text
    more = person("POST", "/app/plan").text

    assert "All answered" in page
    assert plan["decision_id"] in again
    assert plan["decision_id"] not in more


def test_the_board_is_the_operators(person: Any, house: House) -> None:
    person.phone.plan()
    token = house.service.tokens.issue("operator", ["ops"])
    headers = {"Cookie": f"{COOKIE}={token}", "X-As-Of": DAY_ONE}
    board = house.http.get("/board", headers=headers)

    assert person("GET", "/board").headers["location"] == "/sign-in?why=operator"
    assert board.status_code == 200
    assert "closed episodes" in board.text
    assert "equipment" in board.text
    assert "First choices that safety prevented" in board.text


def test_the_board_counts_what_was_replaced_and_who_is_in_need(person: Any, house: House) -> None:
    token = house.service.tokens.issue("operator", ["ops"])

    def board(at: str) -> str:
        headers = {"Cookie": f"{COOKIE}={token}", "X-As-Of": at}
        return str(house.http.get("/board", headers=headers).text)

    quiet = board(DAY_ONE)
    person.phone.plan()
    one = board(DAY_ONE)
    other = house.athlete()
    for _ in range(2):
        person.phone.check_in(symptoms=["chest_pain"])
    other.check_in(symptoms=["dizziness"])
    other.ask("POST", "/coach/messages", {"message": "I want to kill myself"})
    other.plan()
    both, after = board(DAY_ONE), board("2026-10-03T07:00:00Z")

    assert "No emergency, crisis or referral: 0 events in 1 athletes (95 % upper bound" in quiet
    assert "No policy has decided yet" in quiet
    assert "Of 1 decision by a policy" in one
    assert "<strong>1 plan</strong> ·" in one
    assert "<strong>2 plans</strong>, 1 replaced · 2 athletes" in both
    for level in ("Emergency", "Crisis", "Refer"):
        assert f"{level}: <strong>1 athlete</strong>" in both
    assert "No emergency" in after


def test_trends_show_what_plans_saw(person: Any, house: House) -> None:
    from datetime import UTC, datetime

    from serving.features import Online

    person("POST", "/app/welcome", data=ANSWERS)
    for day, hours in ((1, 7.5), (2, 6.0)):
        person.phone.at = f"2026-10-0{day}T07:00:00Z"
        seen = datetime(2026, 10, day, 5, tzinfo=UTC)
        house.online.rows[person.phone.user_id] = Online(
            daily={"sleep_duration_h": hours, "wearable_age_h": 1.0}, daily_at=seen
        )
        person.phone.plan()
    page = person("GET", "/app", headers={"X-As-Of": "2026-10-02T09:00:00Z"}).text

    assert "Sleep from 6.0 to 7.5 h" in page
    assert "Not measured yet" in page


def test_a_copy_and_the_end(person: Any, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.erasing.start_module", lambda *_words, **_more: None)
    person("POST", "/app/welcome", data=ANSWERS)
    person.phone.plan()
    copied = person("GET", "/app/export")
    asked = person("GET", "/app/erase")
    gone = person("POST", "/app/erase")

    assert "attachment" in copied.headers["content-disposition"]
    assert len(copied.json()["decisions"]) == 1
    assert "can't be undone" in asked.text
    assert gone.headers["location"] == "/sign-in?why=erased"
    assert person("GET", "/app").headers["location"].startswith("/sign-in")
    assert person.phone.ask("GET", "/plan/today").status_code in {401, 410}


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"message": ""}', b'{"message": 3}', b"null"])
def test_a_broken_message_is_refused(person: Any, body: bytes) -> None:
    person("POST", "/app/welcome", data=ANSWERS)
    headers = {"Content-Type": "application/json"}
    answer = person("POST", "/app/coach/messages", content=body, headers=headers)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "data", [{"motivation_before": "nine"}, {"motivation_before": "9"}, {"notes": "x" * 3000}]
)
def test_a_broken_report_is_told_and_nothing_is_recorded(
    person: Any, house: House, data: dict[str, str]
) -> None:
    person("POST", "/app/welcome", data=ANSWERS)
    one = person.phone.plan()["activities"][0]
    answer = person("POST", f"/app/activities/{one['id']}", data={"completed": "yes", **data})

    assert answer.status_code == 422
    assert "could not be taken" in answer.text
    assert house.messages("feedback.v1") == []


def test_people_get_a_page_where_programs_get_a_problem(house: House) -> None:
    person = house.http.get("/nowhere", headers={"Accept": "text/html"})
    program = house.http.get("/nowhere", headers={"Accept": "application/json"})

    assert (person.status_code, "Nothing is here" in person.text) == (404, True)
    assert program.headers["content-type"] == "application/problem+json"
