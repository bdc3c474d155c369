"""What no context may bring about, whatever the policy scores: checked on one context at a time."""

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from models.catalogue.actions import actions
from models.catalogue.activities import activities
from models.domain.decisions import ACTIONS
from models.experiments.arms import Options, arm_probabilities
from models.experiments.definition import POPULARITY
from models.features.catalogue import FEATURES, service_hash
from models.policy.bundle import Bundle, Policy
from models.policy.decide import Choice, DecisionRequest, decide, decide_among
from models.safety.gate import Screening, Situation, screen
from models.safety.rules import rule_of
from tests.builders.bundles import random_completion, random_encoder, random_population
from tests.builders.situations import random_situation, worse

STRONG = 40.0
"""Posterior means and completion scores so far apart that what is removed is wanted badly."""

BY_POSTERIOR = 0.7
"""Share of the contexts decided by a posterior; the others by random popularity scores."""
SERVICE = service_hash()


def bundles(count: int) -> list[Bundle]:
    """Return policies with random, strong preferences."""
    return [_bundle(seed) for seed in range(count)]


def _bundle(seed: int) -> Bundle:
    population, completion = random_population(seed), random_completion(seed)
    policy = Policy(
        version="policy-test",
        name="plan-policy",
        encoder=random_encoder(seed),
        completion=replace(completion, bias=completion.bias * STRONG),
        temperature=0.1,
        feature_service_hash=SERVICE,
        reward_definition="r1",
    )
    return Bundle(policy, replace(population, m=population.m * STRONG))


@dataclass
class Tally:
    """Counts what was looked at; every check raises AssertionError on a violation."""

    bundles: list[Bundle]
    contexts: int = 0
    decided: int = 0
    fired: Counter[str] = field(default_factory=Counter)
    """Contexts in which a rule removed something."""

    def look(self, seed: int) -> None:
        """Check a random context: the gate's word, a worse day, and a decision by random scores."""
        try:
            rng, of, found = self.gate(seed)
            if found.allowed_actions:
                self.decided += 1
                nothing_removed(found, self._choice(rng, of, found))
        except AssertionError as error:
            error.add_note(f"context of seed {seed}")
            raise

    def gate(self, seed: int) -> tuple[Random, Situation, Screening]:
        """Check the gate alone."""
        rng = Random(seed)
        of = random_situation(rng)
        found = screen(of)
        self.contexts += 1
        self.fired.update({rule_of(one.reason).id for one in found.removed})
        all_or_nothing(found)
        nothing_more(of, found, screen(worse(of, rng)))
        return rng, of, found

    def _choice(self, rng: Random, of: Situation, found: Screening) -> Choice:
        bundle = rng.choice(self.bundles)
        request = _request(of, found, bundle, rng)
        if rng.random() < BY_POSTERIOR:
            return decide(request, bundle)
        return decide_among(request, bundle.policy, _popular(found, rng))


def all_or_nothing(found: Screening) -> None:
    """Assert that everything is allowed or removed with a reason, never both."""
    barred = [one.id for one in found.removed if one.kind == "action"]
    unfit = [one.id for one in found.removed if one.kind == "activity"]
    assert sorted(map(int, barred)) == sorted({a.id for a in actions()} - {*found.allowed_actions})
    assert sorted(unfit) == sorted(set(activities()) - {*found.allowed_activities})
    assert set(found.exploration_set) <= set(found.allowed_actions)
    assert bool(found.allowed_actions) == bool(found.allowed_activities)
    assert found.level != "emergency" or not found.allowed_activities


def nothing_more(of: Situation, before: Screening, after: Screening) -> None:
    """Assert that a worse day allows no more; only what was done today may come back."""
    assert set(after.allowed_activities) <= set(before.allowed_activities)
    why = {one.id: one.reason for one in before.removed if one.kind == "action"}
    for action in set(after.allowed_actions) - set(before.allowed_actions):
        assert why[str(action)] == "done_today"
        assert action in of.done_today


def nothing_removed(found: Screening, choice: Choice) -> None:
    """Assert that what is removed has probability exactly 0 and no place in the slate."""
    for action in set(range(ACTIONS)) - set(found.allowed_actions):
        assert choice.action_probabilities[action] == 0.0
    assert choice.action in found.allowed_actions
    allowed = set(found.allowed_activities)
    assert {slot.catalogue_id for slot in choice.slate} <= allowed
    assert all(chances.keys() <= allowed for chances in choice.slot_probabilities)


def _popular(found: Screening, rng: Random) -> list[float]:
    options = Options(
        allowed=found.allowed_actions,
        exploration_set=found.exploration_set,
        rules_action=found.allowed_actions[0],
        popularity=tuple(rng.random() for _ in range(ACTIONS)),
    )
    return arm_probabilities(POPULARITY, options)


def _request(of: Situation, found: Screening, bundle: Bundle, rng: Random) -> DecisionRequest:
    return DecisionRequest(
        context=[rng.uniform(-20, 20) if rng.random() < 0.5 else None for _ in FEATURES],
        feature_service_hash=SERVICE,
        learner=bundle.population.learner,
        policy_version=bundle.policy.version,
        population_version=bundle.population.version,
        state=None,
        state_day=None,
        decided_day=20_730,
        allowed_actions=found.allowed_actions,
        exploration_set=found.exploration_set,
        allowed_activities=found.allowed_activities,
        epsilon=rng.random(),
        minutes=of.minutes_available,
        seed=str(rng.getrandbits(64)),
    )
