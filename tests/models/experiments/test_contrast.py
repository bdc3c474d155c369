"""The sequence holds at every look, and finds what is there."""

import math

import numpy as np
import pytest

from models.experiments.contrast import Arms, Contrast, Plan, contrast, holm
from models.experiments.sequence import always_valid_p, half_width, one_sided, tuning
from tests.builders.experiments import persistent

NAMES = ("bandit", "rules")


def world(seed: int, count: int, *, uplift: float = 0.0) -> Arms:
    rng = np.random.default_rng(seed)
    covariate, outcome = persistent(rng, count)
    treated = rng.random(count) < 0.5
    return Arms(np.where(treated, outcome * (1.0 + uplift), outcome), covariate, treated)


def looks(arms: Arms, every: int, plan: Plan) -> list[Contrast]:
    ends = range(every, len(arms.outcome) + 1, every)
    found = (
        contrast(NAMES, Arms(arms.outcome[:n], arms.covariate[:n], arms.treated[:n]), plan)
        for n in ends
    )
    return [one for one in found if one is not None]


def excludes(one: Contrast) -> bool:
    return not one.low <= 1.0 <= one.high


def test_an_a_a_test_is_seldom_wrong_at_any_of_its_looks() -> None:
    runs, plan = 200, Plan(planned=200)
    wrong = sum(
        any(excludes(one) for one in looks(world(seed, 200), 8, plan)) for seed in range(runs)
    )

    assert wrong / runs <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)


def test_a_real_uplift_is_found() -> None:
    found = contrast(NAMES, world(3, 1_000, uplift=0.4), Plan(planned=1_000))

    assert found is not None
    assert found.low > 1.0
    assert found.p < 0.01
    assert found.ratio == pytest.approx(1.4, abs=0.12)


def test_the_run_in_makes_the_interval_narrower() -> None:
    known = world(5, 600)
    blind = Arms(known.outcome, np.full(600, np.nan), known.treated)
    rng = np.random.default_rng(5)
    habit = np.clip(known.outcome + rng.normal(0, 0.05, 600), 0, 1)
    told = Arms(known.outcome, habit, known.treated)
    widths = [math.log(one.high / one.low) for a in (blind, told) for one in looks(a, 600, PLAN)]

    assert widths[1] < 0.5 * widths[0]


PLAN = Plan(planned=600)


def test_the_pooled_factor_widens_the_interval() -> None:
    arms = world(7, 400)
    plain, wide = contrast(NAMES, arms, PLAN), contrast(NAMES, arms, Plan(planned=600, factor=1.2))

    assert plain is not None
    assert wide is not None
    assert math.log(wide.high / wide.low) == pytest.approx(1.2 * math.log(plain.high / plain.low))


def test_nine_athletes_say_nothing() -> None:
    arms = world(7, 40)
    few = np.arange(40) < 9

    assert contrast(NAMES, Arms(arms.outcome, arms.covariate, few), PLAN) is None


def test_an_arm_in_which_nothing_was_done_has_no_ratio() -> None:
    half = np.arange(40) % 2 == 0

    assert contrast(NAMES, Arms(np.zeros(40), np.full(40, np.nan), half), PLAN) is None


def test_the_sequence_is_tightest_near_the_planned_n() -> None:
    planned = 300
    others = [half_width(planned, other, 0.05) for other in (50, 150, 600, 3_000)]

    assert all(half_width(planned, planned, 0.05) <= width for width in others)
    assert tuning(planned, 0.05) > tuning(2 * planned, 0.05)


@pytest.mark.parametrize("z", [0.05, 0.2, 0.4])
def test_p_and_interval_agree(z: float) -> None:
    inside = z <= half_width(200, 200, 0.05)

    assert (always_valid_p(z, 200, 200, 0.05) >= 0.05) is inside


def test_one_sided_limits_hold_at_every_look() -> None:
    runs, wrong, alpha = 400, 0, 0.05
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        values = rng.normal(size=300)
        n = np.arange(1, 301)
        means = values.cumsum() / n
        widths = np.array([one_sided(int(i), 300, alpha) for i in n[19::10]])
        wrong += bool((means[19::10] - widths > 0).any())

    assert wrong / runs <= alpha + 2 * math.sqrt(alpha * (1 - alpha) / runs)


def test_holm_corrects_step_by_step() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.5}) == pytest.approx({"a": 0.03, "b": 0.08, "c": 0.5})
    assert holm({"a": 0.04, "b": 0.03})["a"] == pytest.approx(0.06)
