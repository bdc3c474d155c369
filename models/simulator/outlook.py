"""The truth about an offered plan: P(success) and mean reward, exact over all its outcomes."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from models.catalogue.activities import Activity
from models.learning import reward as r1
from models.learning.closing import PER_MINUTE, PER_OFFER, PER_REJECTED, goal_progress
from models.policy.completion import SUCCESS_SHARE
from models.simulator.behaviour import (
    RATES,
    REPORTS_UNDONE,
    completion_probabilities,
    lift,
    mood,
)
from models.simulator.mornings import Tonight, red_probability
from models.simulator.plan import Plan

FloatArray = npt.NDArray[np.float64]
LOAD_KNOTS = 5
"""P(red) is smooth in the load: five loads, straight lines between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A plan on a morning, with what the closing will measure it against."""

    tonight: Tonight
    plan: Plan
    """Of this one athlete."""
    offered: tuple[Activity, ...]
    """In the order of the plan's places."""
    mood: int | None
    """Of the day's check-in."""
    week_dose: float
    """Done dose of the six days before."""
    week_target: float


@dataclass(frozen=True, slots=True)
class Truth:
    """What only the simulator knows of a plan."""

    success_probability: float
    """>= 80 % of the planned minutes done and no red morning."""
    reward_mean: float
    """Of reward r1, ratings and next morning at their means (H at its usual .5)."""
    completion_probabilities: tuple[float, ...]


def truth_of(offer: Offer) -> Truth:
    """Return the truth by enumerating the 2^n outcomes of n activities."""
    p = chances_of(offer)
    done, mass = _outlook(p)
    return Truth(
        success_probability=success_probability(offer, done, mass),
        reward_mean=float(mass @ _rewards(offer, done)),
        completion_probabilities=tuple(float(v) for v in p),
    )


def reward_mean(offer: Offer) -> float:
    """Return the mean reward alone: what an oracle compares plans by."""
    done, mass = _outlook(chances_of(offer))
    return float(mass @ _rewards(offer, done))


def chances_of(offer: Offer) -> FloatArray:
    """Return the completion probability of each offered activity."""
    tonight = offer.tonight
    chances = completion_probabilities(tonight.squad, tonight.latent, offer.plan)
    return chances[0, : len(offer.offered)]


def _outlook(p: FloatArray) -> tuple[npt.NDArray[np.bool_], FloatArray]:
    done = outcomes(len(p))
    return done, np.where(done, p, 1.0 - p).prod(axis=1)


@cache
def outcomes(count: int) -> npt.NDArray[np.bool_]:
    """Return all 2^n x n ways to do or leave n activities."""
    return np.asarray((np.arange(1 << count)[:, None] >> np.arange(count)) % 2 == 1)


def success_probability(offer: Offer, done: npt.NDArray[np.bool_], mass: FloatArray) -> float:
    """Return P(plan success) from the outcomes and their probabilities."""
    minutes = np.array([a.minutes for a in offer.offered], dtype=np.float64)
    load = done @ np.array([a.planned_load for a in offer.offered], dtype=np.float64)
    enough = done @ minutes >= SUCCESS_SHARE * minutes.sum() - 1e-9
    knots = np.linspace(0.0, float(load.max(initial=0.0)) + 1.0, LOAD_KNOTS)
    red = np.interp(load, knots, red_probability(offer.tonight, knots))
    return float((mass * enough * (1.0 - red)).sum())


def _rewards(offer: Offer, done: npt.NDArray[np.bool_]) -> FloatArray:
    doses = np.array([r1.dose(a.minutes, a.intensity) for a in offer.offered])
    share = done @ doses / doses.sum()
    goal = np.array([_goal(offer, float(dose)) for dose in done @ doses])
    minutes = sum(a.minutes for a in offer.offered)
    asked = PER_OFFER * len(doses) + PER_MINUTE * minutes
    burden = asked + PER_REJECTED * REPORTS_UNDONE * (~done).sum(axis=1)
    total = (
        r1.W_COMPLETION * share
        + r1.W_MOTIVATION * _motivation(offer, done)
        + r1.W_GOAL * goal
        + r1.W_RECOVERY * r1.MEAN_RECOVERY
        - burden
    )
    return np.asarray(np.clip(total, 0.0, 1.0))


def _goal(offer: Offer, dose: float) -> float:
    known = goal_progress(offer.week_dose + dose, offer.week_target)
    return r1.MEAN_GOAL if known is None else known


def _motivation(offer: Offer, done: npt.NDArray[np.bool_]) -> FloatArray:
    tonight, count = offer.tonight, len(offer.offered)
    after = mood(tonight.latent) + lift(tonight.squad, offer.plan)[0, :count]
    usual = r1.EXPECTED_AFTER
    if offer.mood is not None:
        usual = r1.AFTER_AT_ZERO + r1.AFTER_PER_MOOD * offer.mood
    gain = (np.clip(after, 1.0, 5.0) - usual) / 4.0 * RATES
    mean = done @ gain / np.maximum(done.sum(axis=1), 1)
    return np.where(done.any(axis=1), np.clip(0.5 + mean, 0.0, 1.0), r1.MEAN_MOTIVATION)
