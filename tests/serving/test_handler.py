"""The TorchServe handler decides exactly as the process does, and names what it does not hold."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from models.domain.codec import to_json
from models.policy.bundle import write_population
from models.policy.decide import DecisionRequest, decide
from serving.handler import PolicyHandler
from serving.published import Published
from tests.builders.bundles import publish_random_policy, random_population
from tests.builders.requests import request_for


class Context:
    """What TorchServe gives a handler."""

    def __init__(self, published: Path) -> None:
        self.model_yaml_config = {"handler": {"published": str(published)}}
        self.statuses: dict[int, int] = {}

    def set_response_status(self, code: int, phrase: str, idx: int) -> None:
        self.statuses[idx] = code


def body(request: DecisionRequest) -> dict[str, Any]:
    return {"body": to_json(request)}


@pytest.fixture
def handler(tmp_path: Path) -> PolicyHandler:
    made = PolicyHandler()
    made.initialize(Context(tmp_path))
    return made


def test_a_batch_answers_as_each_alone_would(tmp_path: Path, handler: PolicyHandler) -> None:
    current = publish_random_policy(tmp_path)
    requests = [request_for(current, seed) for seed in range(8)]

    answers = handler.handle([body(r) for r in requests], Context(tmp_path))

    bundle = Published(tmp_path).bundle(current)
    assert answers == [to_json(decide(r, bundle)) for r in requests]


def test_bytes_and_objects_are_the_same_question(tmp_path: Path, handler: PolicyHandler) -> None:
    request = to_json(request_for(publish_random_policy(tmp_path)))

    answers = handler.handle(
        [{"body": request}, {"body": json.dumps(request).encode()}], Context(tmp_path)
    )

    assert answers[0] == answers[1]


def test_what_it_does_not_hold_is_named(tmp_path: Path, handler: PolicyHandler) -> None:
    known = request_for(publish_random_policy(tmp_path))
    later = dataclasses.replace(known, population_version="pop-later")
    other = dataclasses.replace(known, feature_service_hash="other")
    context = Context(tmp_path)

    answers = handler.handle([body(later), body(known), body(other), {"body": {}}], context)

    assert context.statuses == {0: 409, 2: 409, 3: 400}
    assert "unknown version" in answers[0]["error"]
    assert "action" in answers[1]


def test_a_version_published_later_is_found(tmp_path: Path, handler: PolicyHandler) -> None:
    current = publish_random_policy(tmp_path)
    later = dataclasses.replace(request_for(current), population_version="pop-later")
    handler.handle([body(later)], Context(tmp_path))
    write_population(tmp_path, random_population(8, version="pop-later"))

    answers = handler.handle([body(later)], Context(tmp_path))

    assert answers[0]["population_version"] == "pop-later"


def test_torchserve_finds_exactly_one_class() -> None:
    import serving.handler as module

    own = [v for v in vars(module).values() if getattr(v, "__module__", "") == module.__name__]

    assert [v for v in own if isinstance(v, type)] == [PolicyHandler]


def test_a_broken_bundle_is_an_answer_not_the_end_of_the_worker(tmp_path: Path) -> None:
    current = publish_random_policy(tmp_path)
    (tmp_path / "policy" / current.policy_version / "encoder.npz").write_bytes(b"broken")
    handler, context = PolicyHandler(), Context(tmp_path)

    handler.initialize(context)
    (answer,) = handler.handle([body(request_for(current))], context)

    assert context.statuses == {0: 409}
    assert "unknown version" in answer["error"]
