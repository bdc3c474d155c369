"""Decision records, feedback and requests for tests of the core."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.catalogue.activities import activities
from models.domain.decisions import Decision, Slot
from models.domain.events import Feedback, Reward
from models.domain.ids import close_event_id, uuid7
from models.features.catalogue import FEATURES, service_hash
from models.policy.decide import Choice, DecisionRequest

NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)
NAMES = tuple(activities())


def asked(**given: Any) -> DecisionRequest:
    """Return a request to the random policy of `tests.builders.bundles`."""
    usual: dict[str, Any] = {
        "context": [None if i % 5 == 4 else float(i % 7) for i in range(len(FEATURES))],
        "feature_service_hash": service_hash(),
        "learner": "enc-test:pooled",
        "policy_version": "policy-test",
        "population_version": "pop-test",
        "state": None,
        "state_day": None,
        "decided_day": 20_726,
        "allowed_actions": (0, 2, 3, 5, 7, 11),
        "exploration_set": (0, 2, 3, 7, 11),
        "allowed_activities": NAMES,
        "epsilon": 0.2,
        "minutes": 45,
        "seed": "12345678901234567890",
    }
    return DecisionRequest(**usual | given)


def slot(number: int, catalogue_id: str, *, activity_id: int = 0, minutes: int = 10) -> Slot:
    return Slot(
        activity_id=activity_id or number,
        catalogue_id=catalogue_id,
        slot=number,
        probability=0.25,
        planned_minutes=minutes,
        intensity="Low",
        completion_probability=None,
    )


def decision(**given: Any) -> Decision:
    """Return a record; by default five ten-minute activities with ids 1-5."""
    at = given.get("decided_at", NOON)
    usual: dict[str, Any] = {
        "schema_version": 1,
        "decision_id": uuid7(at, 7),
        "user_id": "u1",
        "decided_at": at,
        "context": [],
        "context_timestamps": {},
        "feature_service": "plan_v2",
        "feature_service_hash": service_hash(),
        "segment": "Moderate Anxiety, Moderate Activity",
        "segment_known": False,
        "readiness": "green",
        "allowed_actions": [0, 2],
        "removed": [],
        "action": 2,
        "action_probability": 0.5,
        "action_probabilities": [0.5, 0.0, 0.5, *[0.0] * 9],
        "slate": [slot(i, name) for i, name in enumerate(NAMES[:5], 1)],
        "slot_probabilities": [{name: 1.0} for name in NAMES[:5]],
        "seed": "1",
        "epsilon": 0.2,
        "policy_name": "plan-policy",
        "policy_version": "policy-test",
        "posterior_version": "pop-test+0",
        "population_version": "pop-test",
        "athlete_state_version": 0,
        "learner": "enc-test:pooled",
        "rung": "champion",
        "code_version": "test",
        "phi": [4096, *range(31)],
        "encoder_version": "enc-test",
        "value_mean": [None] * 12,
        "value_sd": [None] * 12,
        "propensity_method": "sobol-4096",
        "exploration_set": [0, 2],
        "slate_policy_version": "slots-1",
        "temperature": 0.1,
        "reward_definition": "r1",
        "rules_action": 0,
    }
    return Decision(**usual | given)


def recorded(choice: Choice, request: DecisionRequest) -> Decision:
    """Return the record of a choice, as the API would write it."""
    return decision(
        context=request.context,
        allowed_actions=list(request.allowed_actions),
        action=choice.action,
        action_probability=choice.action_probability,
        action_probabilities=choice.action_probabilities,
        slate=choice.slate,
        slot_probabilities=choice.slot_probabilities,
        seed=request.seed,
        epsilon=request.epsilon,
        phi=choice.phi,
        value_mean=choice.value_mean,
        value_sd=choice.value_sd,
        exploration_set=list(request.exploration_set),
    )


def said(
    of: Decision, activity_id: int, *, done: bool, minutes: float = 60, **given: Any
) -> Feedback:
    """Return one activity's report, recorded some minutes after the decision."""
    at = of.decided_at + timedelta(minutes=minutes)
    usual: dict[str, Any] = {
        "event_id": uuid7(at, activity_id),
        "kind": "activity",
        "decision_id": of.decision_id,
        "activity_id": activity_id,
        "user_id": of.user_id,
        "completed": done,
        "occurred_at": at,
        "recorded_at": at,
    }
    return Feedback(**usual | given)


def closed(of: Decision, **given: Any) -> Feedback:
    """Return the close of a decision, recorded 36 h after it."""
    at = of.decided_at + timedelta(hours=36)
    usual: dict[str, Any] = {
        "goal": 0.8,
        "recovery": 0.6,
        "burden": 0.02,
        "red_readiness": False,
        "censored": False,
        "revision": 1,
        "definition": "r1",
    }
    return Feedback(
        event_id=close_event_id(of.decision_id),
        kind="close",
        decision_id=of.decision_id,
        user_id=of.user_id,
        occurred_at=at,
        recorded_at=at,
        reward=Reward(**usual | given),
    )
