"""Load tires, rest restores, habits follow what was done."""

from dataclasses import replace

import numpy as np

from models.simulator.latent import NOTHING_DONE, Done, first_morning, next_morning
from models.simulator.signals import signals
from models.simulator.truth import athlete, stream

TRAITS = athlete(7, 1, 60)
MORNING = first_morning(TRAITS, stream(7, 1, 1))


def mean_next(done: Done, name: str) -> float:
    rng = np.random.default_rng(1)
    return float(
        np.mean([getattr(next_morning(TRAITS, MORNING, done, rng), name) for _ in range(400)])
    )


def test_a_hard_day_tires_and_a_rest_day_restores() -> None:
    assert mean_next(Done(600.0, 1.0), "fatigue") > MORNING.fatigue
    assert mean_next(NOTHING_DONE, "fatigue") < mean_next(Done(600.0, 1.0), "fatigue") - 0.9


def test_doing_the_plan_builds_the_habit() -> None:
    assert mean_next(Done(0.0, 1.0), "habit") > MORNING.habit
    assert mean_next(Done(0.0, 0.0), "habit") < MORNING.habit


def test_a_tired_body_shows_in_its_signals() -> None:
    wearer = replace(TRAITS, watch=True, ring=True, unworn=range(0))
    fresh, tired = replace(MORNING, fatigue=0.5), replace(MORNING, fatigue=2.5)
    rng = np.random.default_rng(2)

    rested = [signals(wearer, fresh, rng) for _ in range(200)]
    strained = [signals(wearer, tired, rng) for _ in range(200)]

    for name, sign in (("rmssd_ms", -1), ("sdnn_ms", -1), ("resting_hr", 1), ("readiness", -1)):
        means = [
            np.mean([v for m in days if (v := getattr(m, name)) is not None])
            for days in (rested, strained)
        ]
        assert np.sign(means[1] - means[0]) == sign


def test_an_unworn_stretch_measures_nothing() -> None:
    away = replace(TRAITS, watch=True, ring=True, unworn=range(0, 5))

    measured = signals(away, MORNING, np.random.default_rng(3))

    assert measured.sleep_h is measured.steps is measured.rmssd_ms is measured.readiness is None
