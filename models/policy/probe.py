"""A request of nobody: what a server answers once before anyone waits for it, never recorded."""

from models.catalogue.activities import activities
from models.domain.decisions import ACTIONS
from models.features.catalogue import FEATURES
from models.policy.bundle import Bundle
from models.policy.decide import DecisionRequest


def probe(bundle: Bundle) -> DecisionRequest:
    """Return a newcomer's request to this bundle: everything missing, everything allowed."""
    policy, population = bundle.policy, bundle.population
    every = tuple(range(ACTIONS))
    return DecisionRequest(
        context=[None] * len(FEATURES),
        feature_service_hash=policy.feature_service_hash,
        learner=population.learner,
        policy_version=policy.version,
        population_version=population.version,
        state=None,
        state_day=None,
        decided_day=0,
        allowed_actions=every,
        exploration_set=every,
        allowed_activities=tuple(activities()),
        epsilon=0.05,
        minutes=60,
        seed="0",
    )
