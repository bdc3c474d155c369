"""What an athlete does follows exactly the stated probabilities."""

from dataclasses import replace

import numpy as np

from models.catalogue.activities import activities
from models.simulator.behaviour import Moment, checkin, completion_probabilities, respond
from models.simulator.latent import first_morning
from models.simulator.truth import athlete, stream

TRAITS = replace(athlete(7, 1, 60), adherence=0.5)
MORNING = first_morning(TRAITS, stream(7, 1, 1))
MOMENT = Moment(TRAITS, MORNING, 2, 7)
OFFERED = [activities()[name] for name in ("breathing-4-7-8", "squat-ladder", "hiit-bodyweight-12")]


def chance(moment: Moment) -> float:
    return float(completion_probabilities(moment, OFFERED).mean())


def test_activities_are_done_as_often_as_their_probability_says() -> None:
    rng, n = np.random.default_rng(5), 3000
    p = completion_probabilities(MOMENT, OFFERED)

    done = np.mean(
        [[one.completed for one in respond(MOMENT, OFFERED, rng)] for _ in range(n)], axis=0
    )

    assert np.all(np.abs(done - p) < 4 * np.sqrt(p * (1 - p) / n))


def test_mood_habit_sleep_and_weekday_move_the_chance() -> None:
    better = [
        replace(MORNING, wellbeing=MORNING.wellbeing + 1),
        replace(MORNING, habit=MORNING.habit + 0.3),
        replace(MORNING, sleep_h=MORNING.sleep_h + 2),
    ]
    assert all(chance(replace(MOMENT, latent=state)) > chance(MOMENT) for state in better)
    assert chance(replace(MOMENT, weekday=6)) < chance(MOMENT)


def test_the_tired_do_more_of_a_recovery_day_than_of_more_intensity() -> None:
    neutral = replace(TRAITS, action_effect=(0.0,) * 12)
    tired = replace(MORNING, fatigue=2.5)

    assert chance(Moment(neutral, tired, 2, 5)) > chance(Moment(neutral, tired, 2, 1))


def test_effects_of_actions_fade() -> None:
    def spread(day: int) -> float:
        state = replace(MORNING, day=day)
        return abs(chance(Moment(TRAITS, state, 2, 5)) - chance(Moment(TRAITS, state, 2, 1)))

    assert spread(60) < 0.75 * spread(0)


def test_undone_activities_carry_no_afterwards() -> None:
    rng = np.random.default_rng(6)
    said = [one for _ in range(300) for one in respond(MOMENT, OFFERED, rng)]

    assert all(one.after is None and one.difficulty is None for one in said if not one.completed)
    assert all(one.reported for one in said if one.completed)
    assert {one.before for one in said} <= {None, 1, 2, 3, 4, 5}


def test_a_checkin_tells_how_the_athlete_is() -> None:
    rng = np.random.default_rng(7)
    low, high = replace(MORNING, wellbeing=-1.5), replace(MORNING, wellbeing=1.5)

    moods = [np.mean([checkin(TRAITS, s, rng)["mood"] for _ in range(100)]) for s in (low, high)]

    assert moods[1] - moods[0] > 1.5
    assert checkin(TRAITS, low, np.random.default_rng(1)) == checkin(
        TRAITS, low, np.random.default_rng(1)
    )
