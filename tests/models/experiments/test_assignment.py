from collections import Counter

import pytest
from scipy.stats import chi2_contingency, chisquare

from models.experiments.assignment import AlreadyAssigned, arm_of
from models.experiments.definition import Arm
from tests.builders.experiments import experiment

USERS = [f"athlete-{index}" for index in range(8_000)]


def test_the_arms_are_even() -> None:
    counts = Counter(arm_of(experiment(), user) for user in USERS)

    assert chisquare([counts[name] for name in experiment().names]).pvalue > 0.01


def test_weights_are_shares() -> None:
    weighted = experiment(arms=(Arm(name="rules", weight=3), Arm(name="bandit", weight=1)))
    counts = Counter(arm_of(weighted, user) for user in USERS)

    assert chisquare([counts["rules"], counts["bandit"]], [6_000, 2_000]).pvalue > 0.01


def test_the_same_athlete_is_always_in_the_same_arm() -> None:
    # written down: another machine, another day, another Python must agree
    known = [arm_of(experiment(), f"athlete-{index}") for index in range(6)]

    assert known == ["popularity", "bandit", "bandit", "popularity", "popularity", "rules"]


@pytest.mark.parametrize("other", [{"salt": "vinegar"}, {"id": "e2"}])
def test_another_salt_or_experiment_is_independent(other: dict[str, str]) -> None:
    one, two = experiment(), experiment(**other)
    both = Counter((arm_of(one, user), arm_of(two, user)) for user in USERS)
    table = [[both[a, b] for b in two.names] for a in one.names]

    assert chi2_contingency(table).pvalue > 0.01


def test_the_refusal_names_both_arms() -> None:
    words = str(AlreadyAssigned("e1", "rules", "bandit"))

    assert "'rules'" in words
    assert "'bandit'" in words
