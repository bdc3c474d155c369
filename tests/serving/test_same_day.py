"""Nobody re-rolls: one plan a day, unless it is all reported or less is allowed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from models.catalogue.activities import activities
from models.domain.ids import close_event_id


def ids(plan: dict[str, Any]) -> list[int]:
    return [activity["id"] for activity in plan["activities"]]


def loaded_site(plan: dict[str, Any]) -> str:
    loads = [s for a in plan["activities"] for s in activities()[a["catalogue_id"]].loads_sites]
    return max(sorted(set(loads)), key=loads.count)


def test_asking_again_gives_the_open_plan(house: Any) -> None:
    ann = house.athlete()
    first = ann.plan()
    ann.at = "2026-10-01T21:30:00Z"

    again = ann.plan()

    assert (again["decision_id"], ids(again)) == (first["decision_id"], ids(first))
    assert len(house.messages("decisions.v1")) == 1


def test_a_happier_check_in_changes_nothing(house: Any) -> None:
    ann = house.athlete()
    ann.check_in(mood=2, stress=3)
    first = ann.plan()
    ann.check_in(mood=5, stress=1)

    assert ann.plan()["decision_id"] == first["decision_id"]


def test_the_next_day_is_the_athletes_own(house: Any) -> None:
    ann = house.athlete(timezone="America/Los_Angeles")
    first = ann.plan()
    ann.at = "2026-10-01T23:00:00Z"
    same_day = ann.plan()
    ann.at = "2026-10-02T07:30:00Z"

    assert same_day["decision_id"] == first["decision_id"]
    assert ann.plan()["decision_id"] != first["decision_id"]


def test_simultaneous_requests_get_one_plan(house: Any) -> None:
    ann = house.athlete()

    with ThreadPoolExecutor(8) as pool:
        plans = list(pool.map(lambda _: ann.plan()["decision_id"], range(8)))

    assert len(set(plans)) == 1
    assert len(house.messages("decisions.v1")) == 1


def test_pain_takes_out_what_loads_the_site_and_keeps_the_rest(house: Any) -> None:
    ann = house.athlete()
    before = ann.plan()
    site = loaded_site(before)
    ann.check_in(pain=4, pain_site=site)

    after = ann.plan()

    assert after["decision_id"] != before["decision_id"]
    assert all(site not in activities()[a["catalogue_id"]].loads_sites for a in after["activities"])
    old = house.ops("GET", f"/decisions/{before['decision_id']}").json()
    assert old["superseded_by"] == after["decision_id"]


def test_what_is_kept_keeps_its_id_and_is_no_draw(house: Any) -> None:
    ann = house.athlete()
    before = ann.plan()
    ann.check_in(pain=4, pain_site=loaded_site(before))
    after = ann.plan()

    record = house.ops("GET", f"/decisions/{after['decision_id']}").json()
    kept = set(ids(before)) & set(ids(after))
    if after["rl_action_id"] == before["rl_action_id"]:
        assert kept
        assert record["exploring"] is False
        assert {s["activity_id"] for s in record["slate"] if s["probability"] == 1.0} >= kept
    else:
        assert record["exploring"] is True


def test_the_replaced_plan_is_closed_without_a_reward(house: Any) -> None:
    ann = house.athlete()
    before = ann.plan()
    ann.check_in(pain=4, pain_site=loaded_site(before))
    ann.plan()

    close = [m for m in house.messages("feedback.v1") if m["kind"] == "close"]
    published = [m["superseded_by"] for m in house.messages("decisions.v1")]
    assert [c["event_id"] for c in close] == [close_event_id(before["decision_id"])]
    assert close[0]["reward"]["censored"] is True
    assert [by is None for by in published] == [True, False, True]


def test_an_emergency_offers_nothing_and_withdraws_the_plan(house: Any) -> None:
    ann = house.athlete()
    before = ann.plan()

    told = ann.check_in(symptoms=["chest_pain"]).json()
    plan = ann.plan()

    assert told["level"] == plan["safety"]["level"] == "emergency"
    assert (plan["activities"], plan["rl_action"], plan["decision_id"]) == ([], None, None)
    assert plan["safety"]["text"]
    assert house.messages("athlete-events.v1")[-1]["kind"] == "safety"
    old = house.ops("GET", f"/decisions/{before['decision_id']}").json()
    assert old["superseded_by"] == house.messages("athlete-events.v1")[-1]["event_id"]
    assert ann.ask("GET", "/plan/today").json()["plan"] is None


def test_an_emergency_is_not_edited_away(house: Any) -> None:
    ann = house.athlete()
    ann.check_in(symptoms=["chest_pain"])
    ann.at = "2026-10-01T09:00:00Z"
    ann.check_in(mood=5, symptoms=[])

    assert ann.plan()["safety"]["level"] == "emergency"


def test_a_second_plan_of_the_day_is_another_action(house: Any) -> None:
    ann = house.athlete()
    first = ann.plan()
    for activity in ids(first):
        ann.complete(activity, completed=False)

    second = ann.plan()

    assert second["rl_action_id"] != first["rl_action_id"]
    removed = {(r["kind"], r["id"], r["reason"]) for r in second["safety"]["removed"]}
    assert ("action", str(first["rl_action_id"]), "done_today") in removed
