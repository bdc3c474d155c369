import numpy as np

from models.experiments.definition import Arm
from models.experiments.ratio import ratio
from tests.builders.experiments import experiment


def test_a_fair_split_gives_no_alarm() -> None:
    rng = np.random.default_rng(1)
    draws = [rng.multinomial(400, [0.25] * 4) for _ in range(1_000)]
    alarms = [ratio(experiment(), dict(zip(experiment().names, d, strict=True))) for d in draws]

    assert sum(one.alarm for one in alarms) <= 4


def test_a_lost_tenth_of_one_arm_is_found_at_scale() -> None:
    counts = {"random": 2_500, "popularity": 2_500, "rules": 2_500, "bandit": 2_250}

    assert ratio(experiment(), counts).alarm


def test_the_planned_weights_are_what_counts() -> None:
    weighted = experiment(arms=(Arm(name="rules", weight=3), Arm(name="bandit")))

    assert not ratio(weighted, {"rules": 300, "bandit": 100}).alarm
    assert ratio(weighted, {"rules": 200, "bandit": 200}).alarm


def test_nobody_yet_is_no_alarm() -> None:
    found = ratio(experiment(), {})

    assert (found.p, found.alarm, found.counts["bandit"]) == (1.0, False, 0)
