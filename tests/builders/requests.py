"""A decision request of the real shape, for tests of whoever answers it."""

from models.catalogue.activities import activities
from models.features.catalogue import FEATURES, service_hash
from models.policy.bundle import Current
from models.policy.decide import DecisionRequest


def request_for(current: Current, seed: int = 7) -> DecisionRequest:
    return DecisionRequest(
        context=[None if n % 3 else float(n) for n in range(len(FEATURES))],
        feature_service_hash=service_hash(),
        learner=current.learner,
        policy_version=current.policy_version,
        population_version=current.population_version,
        state=None,
        state_day=None,
        decided_day=20_730,
        allowed_actions=(0, 2, 5, 7),
        exploration_set=(0, 2, 5, 7),
        allowed_activities=tuple(sorted(activities())),
        epsilon=0.3,
        minutes=60,
        seed=str(seed),
    )
