"""Each rung is tried in order; what the gate removed never passes the check."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from models.policy.decide import Choice, DecisionRequest, decide
from serving.published import Published


@dataclass
class Server:
    """A policy server in this process that may answer with something forbidden."""

    published: Published
    action: int | None = None

    def decide(self, request: DecisionRequest) -> Choice:
        current = self.published.current()
        assert current is not None
        choice = decide(request, self.published.bundle(current))
        return choice if self.action is None else dataclasses.replace(choice, action=self.action)

    def close(self) -> None:
        return None


def test_the_champion_answers_first(open_house: Any, settings: Any) -> None:
    house = open_house(learned=True, policy_server=Server(Published(settings.published)))

    plan = house.athlete().plan()

    assert (plan["rung"], plan["policy_name"]) == ("champion", "plan-policy")


def test_both_policy_rungs_give_the_same_choice(open_house: Any, settings: Any) -> None:
    house = open_house(learned=True, policy_server=Server(Published(settings.published)))
    plan = house.athlete().plan()
    record = house.ops("GET", f"/decisions/{plan['decision_id']}").json()

    again = Published(settings.published)
    request = DecisionRequest(
        context=record["context"],
        feature_service_hash=record["feature_service_hash"],
        learner=record["learner"],
        policy_version=record["policy_version"],
        population_version=record["population_version"],
        state=None,
        state_day=None,
        decided_day=20_727,
        allowed_actions=tuple(record["allowed_actions"]),
        exploration_set=tuple(record["exploration_set"]),
        allowed_activities=tuple(
            sorted({n for slot in record["slot_probabilities"] for n in slot})
        ),
        epsilon=record["epsilon"],
        minutes=30,
        seed=record["seed"],
    )
    choice = decide(request, again.bundle(again.current()))
    assert choice.action == record["action"]
    assert choice.action_probabilities == record["action_probabilities"]


def test_a_forbidden_answer_falls_to_the_next_rung_and_is_counted(
    open_house: Any, settings: Any
) -> None:
    house = open_house(learned=True, policy_server=Server(Published(settings.published), action=1))

    plan = house.athlete().plan()

    assert plan["rung"] == "in_process"
    assert plan["rl_action_id"] != 1
    assert b'error="Defect"' in house.http.get("/metrics").content
