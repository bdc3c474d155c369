"""The base world beside real people (facts.md 11): `pytest -s` prints the whole table."""

import numpy as np
import pytest

from models.catalogue.activities import activities, fitting
from models.domain.decisions import ACTIONS
from models.simulator.calibration import Row, adherence, columns, moments, weekday_steps
from models.simulator.luck import luck_of
from models.simulator.people import ADHERENCE, SIGNALS, STEPS, STEPS_WITHIN, WEEKDAYS
from models.simulator.plan import menu_of
from models.simulator.season import Evening, Morning, Offers, even_slates, season
from models.simulator.squad import Squad, squad_of
from models.simulator.truth import athlete

SEED, ATHLETES, DAYS = 11, 1500, 60
CATALOGUE = list(activities().values())
FITS = np.array([[one in fitting(a) for one in CATALOGUE] for a in range(ACTIONS)])


@pytest.fixture(scope="module")
def squad() -> Squad:
    return squad_of([athlete(SEED, index) for index in range(ATHLETES)])


@pytest.fixture(scope="module")
def played(squad: Squad) -> list[Evening]:
    """Play sixty days of the base world; every action is offered as often."""
    rng = np.random.default_rng(1)

    def choose(_: Morning) -> Offers:
        action = rng.integers(0, ACTIONS, ATHLETES)
        return action, even_slates(FITS, action, rng.random((ATHLETES, len(CATALOGUE))), 6)

    luck = luck_of(SEED, range(ATHLETES), DAYS + 1)
    return list(season(squad, menu_of(CATALOGUE), luck, choose))


def asked(rows: list[Row]) -> list[str]:
    for row in rows:
        print(row.line())
    return [row.line() for row in rows if not row.met]


def test_bodies_are_like_those_of_real_people(played: list[Evening]) -> None:
    found = {
        f"{name}.{column}": value
        for name, days in columns(played).items()
        for column, value in moments(days).items()
    }

    assert asked([Row(target, found[key]) for key, target in SIGNALS.items()]) == []


def test_people_do_their_plans_and_stop_like_real_ones(squad: Squad, played: list[Evening]) -> None:
    found = adherence(squad, played)

    assert asked([Row(target, found[key]) for key, target in ADHERENCE.items()]) == []


def test_saturdays_are_for_walking(played: list[Evening]) -> None:
    real, found = np.array(STEPS) / np.mean(STEPS), weekday_steps(played)
    for name, one, other in zip(WEEKDAYS, real, found, strict=True):
        print(f"steps {name}: {one:.3f} {other:.3f}")

    assert np.abs(real - found).max() <= STEPS_WITHIN
