"""Readiness of the day (statistics.md 10); the thresholds are judgement and stand only here.

Mood is no sign of readiness, though issue 6 names it: statistics.md 10 lists HRV, sleep, soreness
and stress, and wins. A low mood counts in the policy's context and in an overtraining incident.
"""

from collections.abc import Mapping

from models.features.request import CheckinFacts

EMERGENCY_SYMPTOMS = frozenset({"chest_pain", "syncope", "breathless_at_rest", "stroke_signs"})
REFER_SYMPTOMS = frozenset({"dizziness", "palpitations"})
RED_FLAGS = EMERGENCY_SYMPTOMS | REFER_SYMPTOMS
PAIN_RED = 7
BAND_LOW = -0.5
"""SD of ln HRV below the own 28 days, of one night: a choice for caution (judgement).

Javaloyes 2019 holds the mean of seven nights to this band, which says "below" less often: of single
nights of a steady athlete 31 % lie there (P(z < -0.5) of a normal distribution).
"""
SLEEP_LOW_H = 6.0
STRAINED = 4
FRESH_H = 36.0
SIGNS_RED = 2


def readiness(checkin: CheckinFacts | None, body: Mapping[str, float | None]) -> str:
    """Return red, yellow, green or unknown.

    Red: a red-flag symptom, pain >= 7, or two yellow signs at once. Yellow: HRV below the own
    band, sleep < 6 h, soreness or stress >= 4. Green: none, at least one of these measured within
    36 h. Otherwise unknown, to be treated as yellow.
    """
    said = checkin if checkin is not None and checkin.age_h <= FRESH_H else None
    if said is not None and (set(said.symptoms) & RED_FLAGS or (said.pain or 0) >= PAIN_RED):
        return "red"
    signs = _signs(said, body if _fresh(body) else {})
    yellow = sum(sign for sign in signs if sign is not None)
    if yellow:
        return "red" if yellow >= SIGNS_RED else "yellow"
    return "green" if any(sign is not None for sign in signs) else "unknown"


def _fresh(body: Mapping[str, float | None]) -> bool:
    age = body.get("wearable_age_h")
    return age is not None and age <= FRESH_H


def _signs(said: CheckinFacts | None, body: Mapping[str, float | None]) -> list[bool | None]:
    """Return each sign as yes, no, or None where it was not measured."""
    return [
        _below(_hrv_z(body), BAND_LOW),
        _below(body.get("sleep_duration_h"), SLEEP_LOW_H),
        _at_least(said.soreness if said else None, STRAINED),
        _at_least(said.stress if said else None, STRAINED),
    ]


def _hrv_z(body: Mapping[str, float | None]) -> float | None:
    rmssd = body.get("hrv_rmssd_z_28d")
    return body.get("hrv_sdnn_z_28d") if rmssd is None else rmssd


def _below(value: float | None, limit: float) -> bool | None:
    return None if value is None else value < limit


def _at_least(value: int | None, limit: int) -> bool | None:
    return None if value is None else value >= limit
