"""Whatever the policy scores: what the gate removed is never offered, and worse allows no more.

Hypothesis draws the seed of each context. Here are a few thousand; `python -m
tests.benchmarks.bench_gate` looks at 100,000.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.policy.rules import safe_rest
from models.safety.gate import screen
from models.safety.rules import RULES
from tests.builders.offers import Tally, bundles, nothing_removed
from tests.builders.situations import good_day

SEEN = Tally(bundles(4))


@settings(max_examples=3000, deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_nothing_removed_is_ever_offered(seed: int) -> None:
    SEEN.look(seed)


def test_every_rule_removes_something_in_random_contexts() -> None:
    tally = Tally([])
    for seed in range(400):
        tally.gate(seed)

    assert {rule.id for rule in RULES if rule.id not in tally.fired} == set()


def test_the_check_sees_a_policy_that_offers_what_was_removed() -> None:
    found = screen(good_day(done_today=(0,), minutes_available=5))
    choice = safe_rest(("breathing-4-7-8",))

    nothing_removed(found, choice)
    for wrong in (
        replace(choice, action=0),
        replace(choice, action_probabilities=[1e-300, *choice.action_probabilities[1:]]),
        safe_rest(("walk-easy-10",)),
        replace(choice, slot_probabilities=[{"walk-easy-10": 1e-300}]),
    ):
        with pytest.raises(AssertionError):
            nothing_removed(found, wrong)
