import base64
import dataclasses
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from models.domain.codec import from_json, to_json
from models.policy.bundle import Bundle, load_policy, load_population
from models.policy.decide import Choice, DecisionRequest, UnknownVersion, WrongSignature, decide
from models.policy.replay import matches
from models.policy.state import state_of
from tests.builders.bundles import publish_random_policy
from tests.builders.decisions import NAMES, asked, recorded
from tests.builders.updates import random_updates

ELSEWHERE = """
import json, sys
from pathlib import Path
from models.domain.codec import from_json, to_json
from models.policy.bundle import Bundle, load_policy, load_population
from models.policy.decide import DecisionRequest, decide
root = Path(sys.argv[1])
bundle = Bundle(load_policy(root, "policy-test"), load_population(root, "pop-test"))
for line in sys.stdin:
    print(json.dumps(to_json(decide(from_json(DecisionRequest, json.loads(line)), bundle))))
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    publish_random_policy(folder)
    return folder


@pytest.fixture(scope="module")
def bundle(root: Path) -> Bundle:
    return Bundle(load_policy(root, "policy-test"), load_population(root, "pop-test"))


def with_state(**given: object) -> DecisionRequest:
    state = state_of(random_updates(seed=9, rows=30, athletes=1), 20_700, 0.99)
    return asked(state=base64.b64encode(state.to_bytes()).decode(), state_day=20_700, **given)


def text(choice: Choice) -> str:
    return json.dumps(to_json(choice))


def test_what_is_blocked_has_probability_0_and_the_rest_adds_up(bundle: Bundle) -> None:
    request = with_state()
    choice = decide(request, bundle)

    assert sum(choice.action_probabilities) == pytest.approx(1.0, abs=1e-12)
    for action, p in enumerate(choice.action_probabilities):
        assert (p == 0.0) == (action not in request.allowed_actions)
        assert (choice.value_mean[action] is None) == (action not in request.allowed_actions)
    assert min(choice.action_probabilities[a] for a in request.exploration_set) >= 0.2 / 5
    assert choice.action_probability == choice.action_probabilities[choice.action]


def test_the_first_choice_is_told_even_where_it_is_blocked(bundle: Bundle) -> None:
    everything = decide(with_state(allowed_actions=tuple(range(12))), bundle)
    best = int(np.argmax([v for v in everything.value_mean if v is not None]))
    rest = tuple(a for a in range(12) if a != best)
    choice = decide(with_state(allowed_actions=rest, exploration_set=rest), bundle)

    assert everything.wanted_action == choice.wanted_action == best
    assert choice.action_probabilities[best] == 0.0


def test_the_first_activity_is_told_even_where_it_is_removed(bundle: Bundle) -> None:
    wanted = decide(asked(), bundle).wanted_activity
    names = tuple(name for name in NAMES if name != wanted)
    choice = decide(asked(allowed_activities=names), bundle)

    assert wanted is not None
    assert choice.wanted_activity == wanted
    assert wanted not in {slot.catalogue_id for slot in choice.slate}


def test_the_slate_holds_only_what_is_allowed(bundle: Bundle) -> None:
    names = NAMES[::3]
    choice = decide(asked(allowed_activities=names), bundle)

    assert 5 <= len(choice.slate) <= 7
    assert {slot.catalogue_id for slot in choice.slate} <= set(names)
    assert all(0 < slot.completion_probability < 1 for slot in choice.slate)
    assert all(set(chances) <= set(names) for chances in choice.slot_probabilities)


def test_fewer_than_five_activities_are_offered_as_they_are(bundle: Bundle) -> None:
    assert len(decide(asked(allowed_activities=NAMES[:3]), bundle).slate) == 3


def test_other_threads_and_another_process_give_the_same_bytes(root: Path, bundle: Bundle) -> None:
    requests = [with_state(seed=str(seed)) for seed in range(5)] + [asked()]
    lines = "\n".join(json.dumps(to_json(request)) for request in requests)
    for threads in ("1", "2"):
        env = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        answer = subprocess.run(
            [sys.executable, "-c", ELSEWHERE, str(root)],
            input=lines, capture_output=True, text=True, check=True, env=env,
        )  # fmt: skip
        assert answer.stdout.splitlines() == [text(decide(r, bundle)) for r in requests]


def test_request_and_choice_survive_json(bundle: Bundle) -> None:
    request = with_state()
    again = from_json(DecisionRequest, json.loads(json.dumps(to_json(request))))
    choice = decide(again, bundle)

    assert again == request
    assert from_json(Choice, json.loads(text(choice))) == choice == decide(request, bundle)


def test_records_of_many_seeds_replay(bundle: Bundle) -> None:
    for seed in range(40):
        request = with_state(seed=str(seed * 2**57 + seed))
        assert matches(recorded(decide(request, bundle), request))


def test_the_state_moves_the_values(bundle: Bundle) -> None:
    before, after = decide(asked(), bundle), decide(with_state(), bundle)

    assert before.phi == after.phi
    assert before.value_mean != after.value_mean
    assert all(
        a < b for a, b in zip(after.value_sd, before.value_sd, strict=True) if a and b
    )  # knowing more narrows


@pytest.mark.parametrize(
    "given",
    [{"policy_version": "other"}, {"population_version": "other"}, {"learner": "enc-test:arm"}],
)
def test_another_version_is_refused(bundle: Bundle, given: dict[str, str]) -> None:
    with pytest.raises(UnknownVersion, match=next(iter(given.values()))):
        decide(asked(**given), bundle)


def test_a_posterior_of_another_encoder_is_refused(bundle: Bundle) -> None:
    foreign = dataclasses.replace(bundle.population, encoder_version="enc-other")
    with pytest.raises(UnknownVersion, match="enc-other"):
        decide(asked(), Bundle(bundle.policy, foreign))


def test_features_of_another_service_are_refused(bundle: Bundle) -> None:
    with pytest.raises(WrongSignature, match="abc"):
        decide(asked(feature_service_hash="abc"), bundle)


@pytest.mark.parametrize(
    "given",
    [
        {"allowed_actions": ()},
        {"allowed_actions": (0, 12)},
        {"seed": str(2**64)},
        {"seed": "-1"},
        {"seed": "x"},
        {"state": "AAAA", "state_day": 1},
        {"state": "no base64!", "state_day": 1},
        {"context": [1.0]},
    ],
)
def test_damaged_requests_are_refused(bundle: Bundle, given: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message differs, the type is the contract
        decide(asked(**given), bundle)


def test_an_empty_or_wild_context_still_gives_a_decision(bundle: Bundle) -> None:
    width = len(asked().context)
    for context in ([None] * width, [1e300] * width, [-1e300] * width):
        assert sum(decide(asked(context=context), bundle).action_probabilities) == pytest.approx(1)


def test_one_allowed_action_is_certain(bundle: Bundle) -> None:
    choice = decide(asked(allowed_actions=(5,), exploration_set=()), bundle)

    assert (choice.action, choice.action_probability) == (5, pytest.approx(1.0))


def test_latency_is_printed(bundle: Bundle, capsys: pytest.CaptureFixture[str]) -> None:
    request = with_state(allowed_actions=tuple(range(12)), exploration_set=tuple(range(12)))
    times = []
    for _ in range(100):
        start = time.perf_counter()
        decide(request, bundle)
        times.append((time.perf_counter() - start) * 1e3)
    with capsys.disabled():
        p50, p99 = np.percentile(times, [50, 99])
        print(f"\ndecide(): p50 {p50:.2f} ms, p99 {p99:.2f} ms")
