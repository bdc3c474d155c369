from itertools import product

import numpy as np
import pytest

from models.catalogue.templates import prior_mean, template_for
from models.features.request import EXPERIENCES, GOALS
from models.learning.prior import rules_prior

every_kind = pytest.mark.parametrize(("goal", "experience"), list(product(GOALS, EXPERIENCES)))


@every_kind
def test_every_goal_and_level_has_a_week(goal: str, experience: str) -> None:
    weeks = [template_for(goal, experience, days) for days in range(1, 8)]

    assert all(len(week.days) == 7 for week in weeks)
    assert [week.load for week in weeks] == sorted(week.load for week in weeks)
    assert all(week.rest_like_per_week >= 1 for week in weeks)
    trained = [sum(day.training for day in week.days) for week in weeks]
    assert trained == [1, 2, 3, 4, 5, 6, 6]
    assert {(week.goal, week.experience) for week in weeks} == {(goal, experience)}


@every_kind
def test_a_level_more_is_no_less_work(goal: str, experience: str) -> None:
    rank = EXPERIENCES.index(experience)
    for days in range(1, 8):
        loads = [template_for(goal, level, days).load for level in EXPERIENCES[: rank + 1]]
        assert loads == sorted(loads)


@every_kind
def test_priors_are_modest_and_do_not_depend_on_days(goal: str, experience: str) -> None:
    means = {prior_mean(template_for(goal, experience, days)) for days in range(1, 8)}

    assert len(means) == 1
    assert all(0.44 < mean < 0.56 for mean in means.pop())


def test_the_prior_follows_the_goal() -> None:
    best = {g: int(np.argmax(prior_mean(template_for(g, "beginner", 3))[1:])) + 1 for g in GOALS}

    assert best["strength"] == best["muscle"] == 8
    assert best["endurance"] == best["fat_loss"] == 9
    assert best["stress_relief"] == 2


def test_where_the_posterior_starts_is_near_one_half() -> None:
    assert rules_prior()[:, 0] == pytest.approx(np.full(12, 0.5), abs=0.035)


def test_a_days_figures_are_those_of_its_session() -> None:
    monday = template_for("strength", "intermediate", 4).day(0)

    assert (monday.session, monday.action, monday.training) == ("Lower body, squat first", 1, True)
    assert monday.minutes * 4 < monday.load < monday.minutes * 8
    assert monday.minutes < monday.dose < monday.minutes * 2
