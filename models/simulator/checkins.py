"""What athletes say of themselves in the morning."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulator.behaviour import RATING_NOISE, anxiety, rating
from models.simulator.latent import Latent
from models.simulator.luck import Luck
from models.simulator.plan import BoolArray
from models.simulator.squad import Squad

FloatArray = npt.NDArray[np.float64]
STRESS, STRESS_PER_WELLBEING = 2.4, -0.6
SORENESS, SORENESS_PER_FATIGUE = 1.2, 1.1
MOOD, MOOD_PER_WELLBEING = 3.0, 0.95
QUALITY, QUALITY_PER_HOUR = 3.0, 0.42
HURTS, DIZZY = 0.05, 0.002
ACHES = 4
"""Everyday pain is 1 to 4, pain after an incident 4 to 7."""
INCIDENT_PAIN = 3


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Checkin:
    """The answers of n athletes, as they would give them."""

    opens: BoolArray
    """Who opens the app at all; nobody does who has stopped."""
    speaks: BoolArray
    """Who of them checks in."""
    mood: FloatArray
    sleep_quality: FloatArray
    stress: FloatArray
    anxiety: FloatArray
    soreness: FloatArray
    pain: FloatArray
    """0-10."""
    dizzy: BoolArray


def checkin(squad: Squad, latent: Latent, luck: Luck) -> Checkin:
    """Return the morning's check-in."""
    opens = latent.here & (luck.chance("opens") < squad.shows)
    slept = latent.sleep_h - squad.sleep_h
    return Checkin(
        opens=opens,
        speaks=opens & (luck.chance("speaks") < squad.frankness),
        mood=_said(MOOD + MOOD_PER_WELLBEING * latent.wellbeing, luck, "mood"),
        sleep_quality=_said(QUALITY + QUALITY_PER_HOUR * slept, luck, "sleep_quality"),
        stress=_said(stress(latent.wellbeing), luck, "stress"),
        anxiety=_said(anxiety(squad, latent), luck, "anxiety"),
        soreness=_said(soreness(latent.fatigue), luck, "soreness"),
        pain=_pain(latent, luck),
        dizzy=luck.chance("dizzy") < DIZZY,
    )


def stress(wellbeing: FloatArray) -> FloatArray:
    """Return the mean stress of a check-in, before rounding."""
    return STRESS + STRESS_PER_WELLBEING * wellbeing


def soreness(fatigue: FloatArray) -> FloatArray:
    """Return the mean soreness of a check-in, before rounding."""
    return SORENESS + SORENESS_PER_FATIGUE * fatigue


def _said(mean: FloatArray, luck: Luck, name: str) -> FloatArray:
    return rating(mean + RATING_NOISE * luck.normal(name))


def _pain(latent: Latent, luck: Luck) -> FloatArray:
    strength = 1.0 + np.floor(ACHES * luck.chance("pain"))
    everyday = np.where(luck.chance("hurts") < HURTS, strength, 0.0)
    return np.where(latent.injured > 0, INCIDENT_PAIN + strength, everyday)
