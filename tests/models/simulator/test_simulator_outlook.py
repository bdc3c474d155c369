"""The truth equals what repeated lives show."""

from dataclasses import replace
from itertools import product
from math import prod

import numpy as np
import pytest

from models.catalogue.activities import activities
from models.features.request import CheckinFacts
from models.safety.readiness import readiness
from models.simulator.checkins import checkin
from models.simulator.latent import Done, next_morning
from models.simulator.mornings import Band, Tonight, band, red_probability
from models.simulator.outlook import Offer, chances_of, outcomes, reward_mean, truth_of
from models.simulator.plan import one_plan
from models.simulator.signals import signals
from models.simulator.truth import WEEKS, athlete
from tests.builders.squads import copies, luck_for, morning

TRAITS = replace(
    athlete(7, 1),
    watch=True,
    ring=True,
    by_night=True,
    unworn=(False,) * WEEKS,
    adherence=1.5,
    shows=1.0,
    frankness=0.8,
    sleep_h=6.4,
    patience=9.0,
)
ONE = copies(TRAITS, 1)
STATE = {"fatigue": 1.6, "wellbeing": -0.5}
OWN = Band(TRAITS.ln_hrv, 0.2)
OFFERED = tuple(
    activities()[n] for n in ("breathing-4-7-8", "squat-ladder", "walk-brisk-20", "body-scan")
)
PLAN = one_plan(1, 0, OFFERED)


def tonight(**state: float) -> Tonight:
    latent = morning(ONE, **(STATE | state))
    return Tonight(squad=ONE, latent=latent, ring=OWN, watch=None, observed=True)


def offer(night: Tonight) -> Offer:
    return Offer(
        tonight=night, plan=PLAN, offered=OFFERED, mood=3, week_dose=100.0, week_target=250.0
    )


def red_share(load: float, **state: float) -> float:
    """Live many nights as the simulator does and ask the product's own readiness."""
    n = 1500
    squad = copies(TRAITS, n)
    done = Done(np.zeros(n, dtype=np.int64), np.full(n, load), np.ones(n))
    now = next_morning(squad, morning(squad, **(STATE | state)), done, luck_for(n, 11))
    luck = luck_for(n, 12)
    found, said = signals(squad, now, luck, 2), checkin(squad, now, luck)
    red = 0
    for row in range(n):
        one = found.one(row)
        body = {
            "hrv_rmssd_z_28d": None if one.rmssd_ms is None else OWN.z(one.rmssd_ms),
            "sleep_duration_h": one.sleep_h,
            "wearable_age_h": 0.0 if one.worn else None,
        }
        spoken = CheckinFacts(stress=int(said.stress[row]), soreness=int(said.soreness[row]))
        red += readiness(spoken if said.speaks[row] else None, body) == "red"
    return red / n


@pytest.mark.parametrize("state", [{}, {"ill": 4}, {"away": 3}, {"patience": 0.0}])
def test_a_red_morning_is_as_likely_as_in_lived_nights(state: dict[str, float]) -> None:
    p = red_probability(tonight(**state), np.array([0.0, 300.0]))

    lived = [red_share(load, **state) for load in (0.0, 300.0)]

    assert p[1] >= p[0]
    assert lived == pytest.approx(list(p), abs=0.05)


def test_nobody_measured_nobody_red() -> None:
    gone = replace(tonight(), observed=False)

    assert red_probability(gone, np.array([0.0, 500.0])).tolist() == [0.0, 0.0]


def test_success_is_the_sum_over_all_outcomes() -> None:
    calm = offer(replace(tonight(), observed=False))
    p, minutes = chances_of(calm), [a.minutes for a in OFFERED]

    enough = sum(
        prod(q if done else 1 - q for q, done in zip(p, ways, strict=True))
        for ways in product((False, True), repeat=4)
        if sum(m for m, done in zip(minutes, ways, strict=True) if done) >= 0.8 * sum(minutes)
    )

    assert truth_of(calm).success_probability == pytest.approx(enough, rel=1e-12)
    assert truth_of(offer(tonight())).success_probability < enough


def test_the_mean_reward_lies_between_its_outcomes() -> None:
    truth = truth_of(offer(tonight()))
    willing = copies(replace(TRAITS, adherence=5.0), 1)
    keen = truth_of(offer(replace(tonight(), squad=willing)))

    assert 0.0 < truth.reward_mean < keen.reward_mean < 1.0
    assert reward_mean(offer(tonight())) == truth.reward_mean
    assert len(truth.completion_probabilities) == 4
    assert outcomes(4).shape == (16, 4)


def test_a_band_needs_a_week() -> None:
    assert band([40.0] * 6) is None
    week = band([None] * 20 + [40.0] * 7)
    assert week is not None
    assert week.mean == pytest.approx(np.log(40.0))
    assert week.sd == 0.05
