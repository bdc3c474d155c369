"""What an athlete does follows exactly the stated probabilities."""

from dataclasses import replace

import numpy as np
import pytest

from models.catalogue.activities import activities
from models.domain.decisions import ACTIONS
from models.simulator.behaviour import completion_probabilities, fading, respond
from models.simulator.checkins import checkin
from models.simulator.latent import Latent
from models.simulator.plan import NOTHING, SLOTS, menu_of, one_plan
from models.simulator.squad import squad_of
from models.simulator.truth import Traits, athlete
from models.simulator.worlds import WORLDS
from tests.builders.squads import copies, luck_for, morning

TRAITS = replace(athlete(7, 1), adherence=0.5)
NAMES = ("breathing-4-7-8", "squat-ladder", "hiit-bodyweight-12")
OFFERED = [activities()[name] for name in NAMES]
ONE = copies(TRAITS, 1)
USUAL = morning(ONE)


def chance(latent: Latent, action: int, *, weekday: int = 2, traits: Traits = TRAITS) -> float:
    plan = one_plan(weekday, action, OFFERED)
    p = completion_probabilities(copies(traits, 1), latent, plan)
    return float(p[0, : len(OFFERED)].mean())


def test_activities_are_done_as_often_as_their_probability_says() -> None:
    n = 3000
    squad = copies(TRAITS, n)
    places = np.tile(np.array([0, 1, 2, *[NOTHING] * (SLOTS - 3)]), (n, 1))
    plan = menu_of(OFFERED).plan(2, np.full(n, 7), places)

    said = respond(squad, morning(squad), plan, luck_for(n, 5))
    p = completion_probabilities(ONE, USUAL, one_plan(2, 7, OFFERED))[0]

    assert np.all(np.abs(said.completed.mean(axis=0) - p) <= 4 * np.sqrt(p * (1 - p) / n))
    assert not said.completed[:, 3:].any()
    assert not said.reported[:, 3:].any()


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"wellbeing": 1.0}, {}),
        ({"habit": 0.9}, {}),
        ({"sleep_h": 9.0}, {"sleep_h": 6.0}),
        ({}, {"ill": 3}),
        ({}, {"away": 3}),
        ({}, {"injured": 9}),
        ({}, {"day": 50}),
    ],
)
def test_what_moves_the_chance(better: dict[str, float], worse: dict[str, float]) -> None:
    assert chance(morning(ONE, **better), 0) > chance(morning(ONE, **worse), 0)


def test_weekends_are_harder() -> None:
    assert chance(USUAL, 7, weekday=6) < chance(USUAL, 7, weekday=2)


def test_the_tired_do_more_of_a_recovery_day_than_of_more_intensity() -> None:
    neutral = replace(TRAITS, action_effect=(0.0,) * ACTIONS)
    tired = morning(ONE, fatigue=2.5)

    assert chance(tired, 5, traits=neutral) > chance(tired, 1, traits=neutral)


def test_effects_of_actions_halve_within_five_weeks() -> None:
    for name in ("base", "harsh"):
        squad = squad_of([athlete(7, 1, WORLDS[name])])
        assert fading(squad, 0) == 1.0
        assert fading(squad, 35) < 0.5
    assert fading(squad, 21) == pytest.approx(0.5)


def test_an_action_offered_every_day_loses_half_of_its_effect() -> None:
    liked = replace(TRAITS, action_effect=(1.0,) * ACTIONS)
    used = replace(USUAL, exposure=np.ones((1, ACTIONS)))

    assert chance(USUAL, 0) < chance(used, 0, traits=liked) < chance(USUAL, 0, traits=liked)


def test_nothing_that_a_plan_decides_matters_in_the_null_world() -> None:
    person = athlete(7, 3, WORLDS["null"])
    squad = squad_of([person])
    tired = morning(squad, fatigue=2.5)
    plans = [one_plan(2, a, [one]) for a in range(ACTIONS) for one in activities().values()]

    chances = {float(completion_probabilities(squad, tired, plan)[0, 0]) for plan in plans}

    assert len(chances) == 1


def test_effects_differ_between_people_as_much_as_they_matter() -> None:
    """facts.md 11: person-level heterogeneity as large as the mean."""
    squad = squad_of([athlete(7, index) for index in range(300)])
    mean, spread = squad.action_effect.mean(axis=0), squad.action_effect.std(axis=0)

    assert np.all(spread > np.abs(mean))


def test_undone_activities_carry_no_afterwards() -> None:
    n = 300
    squad = copies(TRAITS, n)
    places = np.tile(np.array([0, 1, 2, *[NOTHING] * (SLOTS - 3)]), (n, 1))
    said = respond(
        squad, morning(squad), menu_of(OFFERED).plan(2, np.zeros(n, int), places), luck_for(n, 6)
    )

    assert np.isnan(said.after[~said.completed]).all()
    assert np.isnan(said.difficulty[~said.completed]).all()
    assert said.reported[said.completed].all()
    assert set(said.before[np.isfinite(said.before)]) <= {1, 2, 3, 4, 5}


def test_a_checkin_tells_how_the_athlete_is() -> None:
    squad, luck = copies(TRAITS, 100), luck_for(100, 7)

    low, high = (checkin(squad, morning(squad, wellbeing=q), luck) for q in (-1.5, 1.5))

    assert high.mood.mean() - low.mood.mean() > 1.5
    assert high.stress.mean() < low.stress.mean()


def test_who_has_stopped_opens_nothing() -> None:
    squad, luck = copies(TRAITS, 100), luck_for(100, 8)

    assert checkin(squad, morning(squad), luck).opens.mean() > 0.7
    assert not checkin(squad, morning(squad, patience=0.0), luck).opens.any()
