"""The truth equals what repeated lives show."""

from dataclasses import replace
from itertools import product
from math import prod

import numpy as np
import pytest

from models.catalogue.activities import activities
from models.features.request import CheckinFacts
from models.safety.readiness import readiness
from models.simulator import behaviour
from models.simulator.behaviour import Moment, completion_probabilities
from models.simulator.latent import Done, first_morning, next_morning
from models.simulator.mornings import Band, Tonight, band, red_probability
from models.simulator.outlook import Offer, outcomes, truth_of
from models.simulator.signals import signals
from models.simulator.truth import athlete, stream

TRAITS = replace(
    athlete(7, 1, 60),
    watch=True,
    ring=True,
    unworn=range(0),
    adherence=1.5,
    shows=1.0,
    frankness=0.8,
    sleep_h=6.4,
)
MORNING = replace(first_morning(TRAITS, stream(7, 1, 1)), fatigue=1.6, wellbeing=-0.5)
OWN = Band(TRAITS.ln_hrv, 0.15)
TONIGHT = Tonight(traits=TRAITS, latent=MORNING, ring=OWN, watch=None, observed=True)
OFFERED = tuple(
    activities()[n] for n in ("breathing-4-7-8", "squat-ladder", "walk-brisk-20", "body-scan")
)
OFFER = Offer(
    moment=Moment(TRAITS, MORNING, 1, 0),
    tonight=TONIGHT,
    offered=OFFERED,
    mood=3,
    week_dose=100.0,
    week_target=250.0,
)


def is_red(load: float, rng: np.random.Generator) -> bool:
    """Live one night as the simulator does and ask the product's own readiness."""
    state = next_morning(TRAITS, MORNING, Done(load, 1.0), rng)
    measured = signals(TRAITS, state, rng)
    said = behaviour.checkin(TRAITS, state, rng)
    body = {
        "hrv_rmssd_z_28d": None if measured.rmssd_ms is None else OWN.z(measured.rmssd_ms),
        "sleep_duration_h": measured.sleep_h,
        "wearable_age_h": 0.0 if measured.sleep_h else None,
    }
    speaks = rng.random() < TRAITS.frankness
    facts = CheckinFacts(stress=said["stress"], soreness=said["soreness"]) if speaks else None
    return readiness(facts, body) == "red"


def test_a_red_morning_is_as_likely_as_in_lived_nights() -> None:
    rng, n = np.random.default_rng(11), 1000
    p = red_probability(TONIGHT, np.array([0.0, 300.0]))

    lived = [np.mean([is_red(load, rng) for _ in range(n)]) for load in (0.0, 300.0)]

    assert p[1] > p[0]
    assert lived == pytest.approx(list(p), abs=0.05)


def test_nobody_measured_nobody_red() -> None:
    gone = replace(TONIGHT, observed=False)

    assert red_probability(gone, np.array([0.0, 500.0])).tolist() == [0.0, 0.0]


def test_success_is_the_sum_over_all_outcomes() -> None:
    calm = replace(OFFER, tonight=replace(TONIGHT, observed=False))
    p, minutes = completion_probabilities(OFFER.moment, OFFERED), [a.minutes for a in OFFERED]

    enough = sum(
        prod(q if done else 1 - q for q, done in zip(p, ways, strict=True))
        for ways in product((False, True), repeat=4)
        if sum(m for m, done in zip(minutes, ways, strict=True) if done) >= 0.8 * sum(minutes)
    )

    assert truth_of(calm).success_probability == pytest.approx(enough, rel=1e-12)
    assert truth_of(OFFER).success_probability < enough


def test_the_mean_reward_lies_between_its_outcomes() -> None:
    truth = truth_of(OFFER)
    willing = replace(OFFER, moment=replace(OFFER.moment, traits=replace(TRAITS, adherence=5.0)))

    assert 0.0 < truth.reward_mean < truth_of(willing).reward_mean < 1.0
    assert len(truth.completion_probabilities) == 4
    assert outcomes(4).shape == (16, 4)


def test_a_band_needs_a_week() -> None:
    assert band([40.0] * 6) is None
    week = band([None] * 20 + [40.0] * 7)
    assert week is not None
    assert week.mean == pytest.approx(np.log(40.0))
    assert week.sd == 0.05
