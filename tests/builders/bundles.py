"""A published policy with random weights: real code, nothing learned."""

from pathlib import Path

import numpy as np

from models.catalogue.activities import activities
from models.domain.decisions import ACTIONS, PHI_DIM
from models.features.catalogue import FEATURES, service_hash
from models.policy.bundle import Current, Policy, set_current, write_policy, write_population
from models.policy.completion import SLOTS, Completion
from models.policy.encoder import Encoder
from models.policy.normals import sobol_normals
from models.policy.posterior import Hyper, Population

HIDDEN, DAY = 16, 20_700


def random_encoder(seed: int, version: str = "enc-test") -> Encoder:
    rng = np.random.default_rng(seed)
    d = len(FEATURES)
    return Encoder(
        version,
        center=np.zeros(d),
        scale=np.full(d, 10.0),
        w1=rng.normal(0, 0.3, (2 * d, HIDDEN)),
        c1=rng.normal(0, 0.1, HIDDEN),
        w2=rng.normal(0, 0.3, (HIDDEN, PHI_DIM - 1)),
        c2=rng.normal(0, 0.1, PHI_DIM - 1),
    )


def random_completion(seed: int, version: str = "com-test") -> Completion:
    rng = np.random.default_rng(seed)
    d, names = len(FEATURES), sorted(activities())
    return Completion(
        version,
        center=np.zeros(d),
        scale=np.full(d, 10.0),
        w1=rng.normal(0, 0.2, (2 * d + ACTIONS, HIDDEN)),
        c1=np.zeros(HIDDEN),
        w2=rng.normal(0, 0.2, (HIDDEN, HIDDEN)),
        c2=np.zeros(HIDDEN),
        ids=np.array(names),
        vectors=rng.normal(0, 0.3, (len(names), HIDDEN)),
        bias=rng.normal(0, 0.3, len(names)),
        slot_bias=np.zeros(SLOTS),
        plan=np.zeros(HIDDEN + 2),
    )


def random_population(seed: int, version: str = "pop-test", learner: str = "") -> Population:
    rng = np.random.default_rng(seed)
    size = ACTIONS * PHI_DIM
    root = rng.normal(0, 0.02, (size, size))
    m = rng.normal(0, 0.05, (ACTIONS, PHI_DIM))
    m[:, 0] += 0.5
    return Population(
        version=version,
        learner=learner or "enc-test:pooled",
        encoder_version="enc-test",
        day=DAY,
        m=m,
        p_inv=root @ root.T / size + np.eye(size) * 0.01,
        b0=np.zeros((ACTIONS, PHI_DIM)),
        z=sobol_normals(seed),
        hyper=Hyper(),
    )


def publish_random_policy(root: Path, seed: int = 7) -> Current:
    """Publish a policy and a population and name them in CURRENT."""
    policy = Policy(
        version="policy-test",
        name="plan-policy",
        encoder=random_encoder(seed),
        completion=random_completion(seed),
        temperature=0.1,
        feature_service_hash=service_hash(),
        reward_definition="r1",
    )
    write_policy(root, policy)
    write_population(root, random_population(seed))
    current = Current(
        policy_version="policy-test",
        population_version="pop-test",
        learner="enc-test:pooled",
        verdict="weak",
        bootstrap=True,
    )
    set_current(root, current)
    return current
