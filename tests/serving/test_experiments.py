"""Four arms over HTTP: who decides what, with which probabilities, and what is recorded."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.domain.codec import from_json, to_json
from models.domain.decisions import Decision
from models.experiments.assignment import arm_of
from models.experiments.definition import ARMS, Arm, Experiment
from models.experiments.report import report
from models.experiments.running import end_running, folder, write_running
from models.policy.bundle import load_population, write_population
from models.policy.replay import matches
from serving.db.assignments import Assignment
from tests.builders.experiments import BEGAN, experiment

DAY_TWO = "2026-10-02T07:00:00Z"


def run(house: Any, **given: Any) -> Experiment:
    """Start an experiment on the house's published policy."""
    root: Path = house.settings.published
    made = experiment(**given)
    if made.pinned is not None:
        held = load_population(root, "pop-test")
        version = made.pinned.population_version
        write_population(root, replace(held, version=version, learner=made.pinned.learner))
    write_running(root, made)
    publish(root, made)
    return made


def publish(root: Path, made: Experiment) -> None:
    file = folder(root) / f"{made.id}.json"
    file.write_text(json.dumps(to_json(report(made, [], BEGAN))))


def decided(house: Any, plan: dict[str, Any]) -> Decision:
    told = house.messages("decisions.v1")
    return next(
        from_json(Decision, one) for one in told if one["decision_id"] == plan["decision_id"]
    )


def athlete_in(house: Any, arm: str, running: Experiment) -> Any:
    """Register athletes until the hash puts one into the arm."""
    return next(
        one for one in (house.athlete() for _ in range(60)) if arm_of(running, one.user_id) == arm
    )


def only(house: Any, arm: str, **given: Any) -> Decision:
    """Return the decision of an athlete of one arm."""
    running = run(house, **given)
    return decided(house, athlete_in(house, arm, running).plan())


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_is_served_recorded_and_replays(house: Any, arm: str) -> None:
    record = only(house, arm)

    assert (record.experiment, record.variant, record.rung) == ("e1", arm, "in_process")
    assert sum(record.action_probabilities) == pytest.approx(1.0, abs=1e-12)
    assert record.action_probability == record.action_probabilities[record.action]
    blocked = set(range(12)) - set(record.allowed_actions)
    assert all(record.action_probabilities[action] == 0.0 for action in blocked)
    assert record.phi
    assert record.encoder_version == "enc-test"
    assert all(slot.completion_probability is not None for slot in record.slate)
    assert matches(record)


def test_the_random_arm_is_uniform_over_the_exploration_set(house: Any) -> None:
    record = only(house, "random")

    share = 1.0 / len(record.exploration_set)
    assert {record.action_probabilities[a] for a in record.exploration_set} == {share}
    assert sum(p > 0 for p in record.action_probabilities) == len(record.exploration_set)
    assert (record.policy_name, record.exploring, record.epsilon) == ("random", True, 1.0)


def test_the_popularity_arm_takes_the_most_popular_allowed_action(house: Any) -> None:
    record = only(house, "popularity")

    assert (record.action, record.action_probability) == (7, 1.0)
    assert (record.policy_name, record.exploring, record.epsilon) == ("popularity", False, 0.0)


def test_the_rules_arm_takes_the_rules_action_with_the_same_slate_ranker(house: Any) -> None:
    record = only(house, "rules")

    assert (record.action, record.action_probability) == (record.rules_action, 1.0)
    assert (record.policy_name, record.exploring) == ("rules", False)
    assert record.policy_version == "policy-test"
    assert record.temperature == 0.1


def test_the_bandit_arm_decides_with_the_pinned_versions_and_its_own_state(house: Any) -> None:
    record = only(house, "bandit")

    assert record.learner == "enc-test:bandit"
    assert record.population_version == "pop-test-e1"
    assert (record.policy_name, record.exploring) == ("plan-policy", True)
    assert any(mean is not None for mean in record.value_mean)


def test_a_promotion_changes_nothing_for_the_athletes_of_an_experiment(house: Any) -> None:
    running = run(house)
    ann = athlete_in(house, "bandit", running)
    (house.settings.published / "CURRENT").unlink()

    assert decided(house, ann.plan()).population_version == "pop-test-e1"


def test_the_first_decision_assigns_and_tells_and_later_ones_do_not(house: Any) -> None:
    running = run(house)
    ann = house.athlete()
    ann.plan()
    ann.at = DAY_TWO
    ann.plan()

    told = [one for one in house.messages("athlete-events.v1") if one["kind"] == "assigned"]
    arm = arm_of(running, ann.user_id)
    assert [one["payload"] for one in told] == [{"experiment": "e1", "arm": arm, "by": "hash"}]
    with house.deps.database.read() as session:
        rows = session.scalars(select(Assignment)).all()
    assert [(row.user_id, row.arm) for row in rows] == [(ann.user_id, arm)]


def test_without_an_experiment_everything_is_as_before(house: Any) -> None:
    record = decided(house, house.athlete().plan())

    assert (record.experiment, record.variant) == (None, "bandit")
    assert record.learner == "enc-test:pooled"
    kinds = {one["kind"] for one in house.messages("athlete-events.v1")}
    assert "assigned" not in kinds


def test_a_stopped_arm_falls_to_the_rules_and_keeps_its_variant(house: Any) -> None:
    record = only(house, "bandit", stopped={"bandit": "incidents"})

    assert (record.experiment, record.variant) == ("e1", "bandit")
    assert (record.action, record.action_probability) == (record.rules_action, 1.0)
    assert (record.policy_name, record.exploring) == ("rules", False)


def test_without_a_promoted_policy_the_other_arms_are_served(open_house: Any) -> None:
    house = open_house()
    arms = tuple(Arm(name=name) for name in ("random", "popularity", "rules"))
    running = run(house, pinned=None, arms=arms)
    records = [decided(house, athlete_in(house, arm.name, running).plan()) for arm in arms]

    assert [one.variant for one in records] == ["random", "popularity", "rules"]
    assert len([p for p in records[0].action_probabilities if p > 0]) > 1
    assert records[1].action == 7
    assert all(matches(one) for one in records)


@pytest.mark.parametrize("broken", ["json", "bundle"])
def test_an_unreadable_experiment_leaves_everybody_with_the_champion(
    house: Any, broken: str
) -> None:
    if broken == "json":
        run(house)
        (folder(house.settings.published) / "RUNNING.json").write_text("{")
    else:
        root = house.settings.published
        folder(root).mkdir(parents=True)
        write_running(root, experiment())
    record = decided(house, house.athlete().plan())

    assert (record.experiment, record.learner) == (None, "enc-test:pooled")
    assert b'rung="experiment"' in house.http.get("/metrics").content


def test_an_open_plan_that_shrinks_stays_in_its_arm(house: Any) -> None:
    running = run(house)
    ann = athlete_in(house, "random", running)
    first = decided(house, ann.plan())
    ann.check_in(pain=6, pain_site="knee", mood=3)
    second = decided(house, ann.plan())

    assert (second.experiment, second.variant) == ("e1", "random")
    assert first.variant == "random"
    assert matches(second)


def test_an_operator_enrols_before_the_first_decision(house: Any) -> None:
    running = run(house)
    ann = house.athlete()
    other = next(arm for arm in ARMS if arm != arm_of(running, ann.user_id))
    answer = house.ops(
        "POST", "/experiments/e1/assignments", {"user_id": ann.user_id, "arm": other}
    )

    assert answer.status_code == 201, answer.text
    assert decided(house, ann.plan()).variant == other
    told = [one for one in house.messages("athlete-events.v1") if one["kind"] == "assigned"]
    assert [one["payload"]["by"] for one in told] == ["operator"]


def test_a_second_assignment_is_refused_and_names_both_arms(house: Any) -> None:
    running = run(house)
    ann = house.athlete()
    ann.plan()
    held = arm_of(running, ann.user_id)
    other = next(arm for arm in ARMS if arm != held)
    answer = house.ops(
        "POST", "/experiments/e1/assignments", {"user_id": ann.user_id, "arm": other}
    )

    assert answer.status_code == 409
    assert f"'{held}'" in answer.json()["detail"]
    assert f"'{other}'" in answer.json()["detail"]
    ann.at = DAY_TWO
    assert decided(house, ann.plan()).variant == held


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/experiments/e9/assignments", {"arm": "rules"}, 404),
        ("/experiments/e1/assignments", {"arm": "magic"}, 422),
        ("/experiments/e1/assignments", {"arm": "rules", "user_id": "nobody"}, 404),
        ("/experiments/e1/assignments", {"arm": "rules", "colour": "red"}, 422),
    ],
)
def test_a_bad_enrolment_is_refused(house: Any, path: str, body: Any, status: int) -> None:
    run(house)
    answer = house.ops("POST", path, {"user_id": house.athlete().user_id} | body)

    assert answer.status_code == status
    assert not [one for one in house.messages("athlete-events.v1") if one["kind"] == "assigned"]


def test_an_experiment_reads_horizon_open_with_live_counts(house: Any) -> None:
    run(house)
    people = [house.athlete() for _ in range(3)]
    for one in people[:2]:
        one.plan()
    house.ops("POST", "/experiments/e1/assignments", {"user_id": people[2].user_id, "arm": "rules"})
    answer = house.ops("GET", "/experiments/e1").json()

    assert answer["primary"] == "horizon open"
    assert answer["experiment"]["horizon_days"] == 28
    assert "pepper" not in json.dumps(answer)
    assert sum(answer["live"]["assigned"].values()) == 3
    assert sum(answer["live"]["exposed"].values()) == 2


def test_experiments_are_listed_and_outlive_their_end(house: Any) -> None:
    run(house)
    end_running(house.settings.published)
    listed = house.ops("GET", "/experiments").json()

    assert [(one["id"], one["status"], one["arms"]) for one in listed] == [
        ("e1", "running", list(ARMS))
    ]
    assert house.ops("GET", "/experiments/e1").status_code == 200
    assert decided(house, house.athlete().plan()).experiment is None


@pytest.mark.parametrize("path", ["/experiments", "/experiments/e1"])
def test_athletes_see_no_experiment(house: Any, path: str) -> None:
    run(house)

    assert house.athlete().ask("GET", path).status_code == 403


@pytest.mark.parametrize("name", ["e9", "RUNNING", "..%2FCURRENT"])
def test_an_unknown_experiment_is_not_found(house: Any, name: str) -> None:
    run(house)

    assert house.ops("GET", f"/experiments/{name}").status_code == 404
