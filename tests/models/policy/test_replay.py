import dataclasses
import json
from pathlib import Path

import pytest

from models.domain.codec import from_json, to_json
from models.domain.decisions import Decision
from models.policy.bundle import Bundle, load_policy, load_population
from models.policy.decide import decide
from models.policy.replay import matches, replay
from models.policy.rules import RulesRequest, rules_choice, safe_rest
from tests.builders.bundles import publish_random_policy
from tests.builders.decisions import NAMES, asked, decision, recorded, slot


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Decision:
    root: Path = tmp_path_factory.mktemp("published")
    publish_random_policy(root)
    bundle = Bundle(load_policy(root, "policy-test"), load_population(root, "pop-test"))
    request = asked()
    return recorded(decide(request, bundle), request)


def test_a_record_replays_from_its_text_alone(record: Decision) -> None:
    # sorted keys: a store may give a map's entries back in any order
    text = json.dumps(to_json(record), sort_keys=True)

    again = from_json(Decision, json.loads(text))

    assert matches(again)
    assert replay(again).catalogue_ids == tuple(place.catalogue_id for place in record.slate)


def test_a_forged_record_does_not(record: Decision) -> None:
    other = next(a for a in record.allowed_actions if a != record.action)
    swapped = [record.slate[1], record.slate[0], *record.slate[2:]]

    assert not matches(dataclasses.replace(record, action=other))
    assert not matches(dataclasses.replace(record, slate=swapped))
    seeds = [dataclasses.replace(record, seed=str(seed)) for seed in range(20)]
    assert not all(matches(one) for one in seeds)


def test_rules_and_safe_rest_replay() -> None:
    request = RulesRequest(action=8, allowed_activities=NAMES, minutes=45, seed="99")

    for choice in (rules_choice(request), safe_rest()):
        assert matches(recorded(choice, asked(seed="99")))


def test_places_that_were_kept_replay_as_themselves(record: Decision) -> None:
    kept = slot(len(record.slate) + 1, "zz-kept")
    longer = dataclasses.replace(
        record,
        slate=[*record.slate, kept],
        slot_probabilities=[*record.slot_probabilities, {"zz-kept": 1.0}],
    )
    assert matches(longer)


def test_the_usual_record_of_the_tests_replays() -> None:
    assert replay(decision()).action in (0, 2)
    assert replay(decision()).catalogue_ids == NAMES[:5]
