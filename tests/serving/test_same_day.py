"""Nobody re-rolls: one plan a day, unless it is all reported or less is allowed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from models.catalogue.activities import activities
from models.domain.ids import close_event_id
from serving.replay import replayed


def ids(plan: dict[str, Any]) -> list[int]:
    return [activity["id"] for activity in plan["activities"]]


def sites(activity: dict[str, Any]) -> set[str]:
    return set(activities()[activity["catalogue_id"]].loads_sites)


def trained(house: Any) -> tuple[Any, dict[str, Any], str]:
    """Return an athlete, their plan, and a site that some but not all of it loads."""
    for _ in range(50):
        athlete = house.athlete()
        plan = athlete.plan()
        for site in sorted(set().union(*(sites(a) for a in plan["activities"]))):
            if not all(site in sites(a) for a in plan["activities"]):
                return athlete, plan, site
    raise AssertionError("no plan of 50 loads anything")


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
    ann, before, site = trained(house)
    ann.check_in(pain=4, pain_site=site)

    after = ann.plan()

    stays = {a["id"] for a in before["activities"] if site not in sites(a)}
    assert after["decision_id"] != before["decision_id"]
    assert after["rl_action_id"] == before["rl_action_id"]
    assert stays < set(ids(before))
    assert stays <= set(ids(after))
    assert all(site not in sites(a) for a in after["activities"])
    assert len(after["activities"]) == len(before["activities"])


def test_what_is_kept_is_no_draw_and_replays(house: Any) -> None:
    ann, before, site = trained(house)
    ann.check_in(pain=4, pain_site=site)
    after = ann.plan()

    record = house.ops("GET", f"/decisions/{after['decision_id']}").json()
    kept = set(ids(before)) & set(ids(after))
    assert (record["exploring"], record["action_probability"]) == (False, 1.0)
    assert {s["activity_id"] for s in record["slate"] if s["activity_id"] in kept} == kept
    assert record["tags"]["kept_from"] == before["decision_id"]
    with house.deps.database.read() as session:
        assert all(same for _, same in replayed(session, after["decision_id"]))


def test_what_was_reported_is_said_again_under_the_new_decision(house: Any) -> None:
    ann, before, site = trained(house)
    done = next(a["id"] for a in before["activities"] if site not in sites(a))
    ann.complete(done, completed=True, motivation_after=4)
    ann.check_in(pain=4, pain_site=site)
    after = ann.plan()

    said = [m for m in house.messages("feedback.v1") if m["kind"] == "activity"]
    assert [m["decision_id"] for m in said] == [before["decision_id"], after["decision_id"]]
    assert {m["activity_id"] for m in said} == {done}
    assert said[0]["event_id"] != said[1]["event_id"]


def test_when_the_action_falls_out_all_is_drawn_anew(house: Any) -> None:
    lives = ((athlete, athlete.plan()) for athlete in (house.athlete() for _ in range(100)))
    ann, before = next(life for life in lives if pushing(life[1]))
    ann.check_in(stress=5, soreness=5)
    after = ann.plan()

    record = house.ops("GET", f"/decisions/{after['decision_id']}").json()
    assert after["safety"]["readiness"] == "red"
    assert not pushing(after)
    assert set(ids(before)).isdisjoint(ids(after))
    assert record["exploring"] is True


def pushing(plan: dict[str, Any]) -> bool:
    return plan["rl_action_id"] in (8, 9)


def test_the_replaced_plan_is_closed_without_a_reward(house: Any) -> None:
    ann, before, site = trained(house)
    ann.check_in(pain=4, pain_site=site)
    after = ann.plan()

    close = [m for m in house.messages("feedback.v1") if m["kind"] == "close"]
    published = [
        (m["decision_id"], m["superseded_by"])
        for m in house.messages("decisions.v1")
        if m["user_id"] == ann.user_id
    ]
    assert [c["event_id"] for c in close] == [close_event_id(before["decision_id"])]
    assert close[0]["reward"]["censored"] is True
    assert published == [
        (before["decision_id"], None),
        (before["decision_id"], after["decision_id"]),
        (after["decision_id"], None),
    ]


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
