"""Load tires and wears, rest restores, habits follow what was done."""

from dataclasses import replace

import numpy as np
import pytest

from models.simulator.checkins import checkin
from models.simulator.latent import Done, Latent, next_morning
from models.simulator.signals import Readings, signals
from models.simulator.squad import Squad, squad_of
from models.simulator.truth import WEEKS, athlete
from models.simulator.wear import hazard
from models.simulator.worlds import WORLDS
from tests.builders.squads import copies, luck_for, morning

N = 400
TRAITS = replace(
    athlete(7, 1), watch=True, ring=True, by_night=True, unworn=(False,) * WEEKS, patience=9.0
)
SQUAD = copies(TRAITS, N)
MORNING = morning(SQUAD)


def done(load: float, share: float) -> Done:
    return Done(np.zeros(N, dtype=np.int64), np.full(N, load), np.full(N, share))


def later(load: float, share: float, squad: Squad = SQUAD) -> Latent:
    return next_morning(squad, MORNING, done(load, share), luck_for(N, 1))


def test_a_hard_day_tires_and_a_rest_day_restores() -> None:
    hard, rest = later(600.0, 1.0), later(0.0, np.nan)

    assert hard.fatigue.mean() > MORNING.fatigue.mean()
    assert rest.fatigue.mean() < hard.fatigue.mean() - 0.9


def test_doing_the_plan_builds_the_habit() -> None:
    assert later(0.0, 1.0).habit.mean() > MORNING.habit.mean() > later(0.0, 0.0).habit.mean()
    assert later(0.0, 1.0).patience.mean() == later(0.0, 0.0).patience.mean() < 9.0
    lazy = next_morning(SQUAD, later(0.0, 0.0), done(0.0, 0.0), luck_for(N, 2))
    keen = next_morning(SQUAD, later(0.0, 1.0), done(0.0, 0.0), luck_for(N, 2))
    assert lazy.patience.mean() < keen.patience.mean()


def test_what_is_offered_is_remembered() -> None:
    seen = later(0.0, 1.0).exposure

    assert np.all(seen[:, 0] > 0)
    assert not seen[:, 1:].any()


def test_load_wears_and_wear_hurts() -> None:
    hard, rest = later(900.0, 1.0), later(0.0, np.nan)

    assert hard.wear.mean() > MORNING.wear.mean() > rest.wear.mean()
    assert hazard(SQUAD, hard.wear).mean() > hazard(SQUAD, rest.wear).mean()
    null = squad_of([athlete(7, 1, WORLDS["null"])])
    assert hazard(null, np.array([3.0])) == hazard(null, np.array([0.5]))


def test_twice_the_usual_load_doubles_the_hazard() -> None:
    """Frandsen 2025 (facts.md 1): 2.28 (1.50-3.48) where a session more than doubled."""
    one, two = (hazard(SQUAD, np.full(N, wear))[0] for wear in (1.0, 2.0))

    assert two / one == pytest.approx(2.28, abs=0.1)


def test_nothing_that_gate_and_features_read_tells_wear() -> None:
    """statistics.md 8: incidents follow a latent state that is read by nobody."""
    worn, luck = morning(SQUAD, wear=3.5), luck_for(N, 4)
    for tell in (lambda s: signals(SQUAD, s, luck, 2), lambda s: checkin(SQUAD, s, luck)):
        same, other = tell(MORNING), tell(worn)
        for name in type(same).__dataclass_fields__:
            assert np.array_equal(getattr(same, name), getattr(other, name), equal_nan=True), name


def measured(**state: float) -> Readings:
    return signals(SQUAD, morning(SQUAD, **state), luck_for(N, 2), 2)


@pytest.mark.parametrize("state", [{"fatigue": 2.5}, {"ill": 4}])
def test_a_strained_body_shows_in_its_signals(state: dict[str, float]) -> None:
    rested, strained = measured(fatigue=0.5), measured(**({"fatigue": 0.5} | state))

    for name, sign in (("rmssd_ms", -1), ("sdnn_ms", -1), ("resting_hr", 1), ("readiness", -1)):
        moved = np.nanmean(getattr(strained, name)) - np.nanmean(getattr(rested, name))
        assert np.sign(moved) == sign, name


def test_an_unworn_week_measures_nothing() -> None:
    off = copies(replace(TRAITS, unworn=(True,) * WEEKS), N)

    found = signals(off, MORNING, luck_for(N, 3), 2)

    assert all(np.isnan(getattr(found, name)).all() for name in type(found).__dataclass_fields__)
    assert not found.one(0).worn


def test_a_watch_by_day_knows_no_night() -> None:
    by_day = copies(replace(TRAITS, ring=False, by_night=False), N)

    found = signals(by_day, MORNING, luck_for(N, 3), 2)

    assert np.isfinite(found.steps).any()
    assert np.isnan(found.sleep_h).all()
