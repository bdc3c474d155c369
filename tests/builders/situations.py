"""Random situations for the gate: every rule fires in some of them, and many fire together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar, get_args

from models.catalogue.activities import activities
from models.domain.events import Site, Symptom
from models.features.request import EXPERIENCES, GOALS, CheckinFacts
from models.safety.conditions import CONDITIONS
from models.safety.gate import Situation
from models.safety.profile import Injury, Profile
from models.safety.readiness import EMERGENCY_SYMPTOMS
from models.safety.screening import QUESTIONS
from models.safety.vitals import RedFlagVital

SITES: tuple[str, ...] = get_args(Site)
SYMPTOMS: tuple[str, ...] = get_args(Symptom)
BEARABLE = tuple(s for s in SYMPTOMS if s not in EMERGENCY_SYMPTOMS)
EQUIPMENT = sorted({name for one in activities().values() for name in one.equipment})
PHASES = ("active", "recovering", "past")
FAMILIES = ("steady", "push", "ease", "mind")
TODAY = date(2026, 10, 1)
T = TypeVar("T")
GREEN = {
    "wearable_age_h": 1.0,
    "sleep_duration_h": 7.5,
    "load_30d_max_session": 600.0,
    "load_7d_max": 600.0,
}
ADULT = Profile(user_id="u", equipment=tuple(EQUIPMENT), goal="strength", birth_year=1990)


def good_day(**given: Any) -> Situation:
    """Return a good day of an athlete with everything, some of it changed."""
    usual: dict[str, Any] = {
        "profile": ADULT,
        "checkin": CheckinFacts(soreness=1, stress=1),
        "body": GREEN,
        "weekday": 0,
        "today": TODAY,
        "minutes_available": 90,
    }
    return Situation(**usual | given)


def random_situation(rng: Random) -> Situation:
    return Situation(
        profile=_profile(rng),
        checkin=_maybe(rng, lambda: _checkin(rng), 0.8),
        body=_body(rng),
        weekday=rng.randrange(7),
        today=TODAY + timedelta(days=rng.randrange(60)),
        done_today=tuple(rng.sample(range(12), rng.choice((0, 0, 0, 1, 2, 11, 12)))),
        hours_since_progressive=_maybe(rng, lambda: rng.uniform(0, 200), 0.6),
        family_changes_7d=rng.randrange(5),
        last_family=_maybe(rng, lambda: rng.choice(FAMILIES), 0.7),
        minutes_available=rng.choice((*(5, 8, 10, 20, 30, 60) * 4, 90, 1)),
        rest_like_this_week=rng.randrange(4),
        vitals=_some(rng, 0.05, lambda: RedFlagVital("spo2", _rarely(rng, "emergency"), "")),
    )


def _profile(rng: Random) -> Profile:
    asked = {name: rng.random() < 0.05 for name in QUESTIONS} if rng.random() < 0.5 else {}
    return Profile(
        user_id="u",
        goal=rng.choice(GOALS),
        experience=rng.choice(EXPERIENCES),
        days_per_week=rng.randint(1, 7),
        equipment=tuple(rng.sample(EQUIPMENT, rng.randint(0, len(EQUIPMENT)))),
        birth_year=_maybe(rng, lambda: rng.randint(1940, 2014), 0.7),
        injuries=_some(rng, 0.3, lambda: random_injury(rng)),
        screening=asked,
        screened_on=_maybe(rng, lambda: TODAY - timedelta(days=rng.randrange(700)), 0.9),
        conditions=_some(rng, 0.2, lambda: rng.choice(list(CONDITIONS))),
    )


def random_injury(rng: Random) -> Injury:
    return Injury(rng.choice(SITES), None, rng.choice(PHASES))


def _checkin(rng: Random) -> CheckinFacts:
    return CheckinFacts(
        mood=_maybe(rng, lambda: rng.randint(1, 5), 0.7),
        anxiety=_maybe(rng, lambda: rng.randint(1, 5), 0.7),
        stress=_maybe(rng, lambda: rng.choice((1, 2, 2, 3, 3, 4, 5)), 0.7),
        soreness=_maybe(rng, lambda: rng.choice((1, 2, 2, 3, 3, 4, 5)), 0.7),
        pain=_maybe(rng, lambda: rng.choice((0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 10)), 0.6),
        pain_site=_maybe(rng, lambda: rng.choice(SITES), 0.6),
        symptoms=_some(rng, 0.1, lambda: rng.choice(BEARABLE if rng.random() < 0.8 else SYMPTOMS)),
        age_h=rng.choice((0.0, 2.0, 20.0, 35.0, 40.0)),
    )


def _body(rng: Random) -> dict[str, float | None]:
    found = {
        "wearable_age_h": rng.choice((0.0, 5.0, 30.0, 40.0)),
        "sleep_duration_h": rng.gauss(7.0, 1.1),
        "hrv_rmssd_z_28d": rng.gauss(0.2, 1.0),
        "hrv_sdnn_z_28d": rng.gauss(0.2, 1.0),
        "load_7d_max": rng.uniform(0, 500),
        "load_30d_max_session": rng.uniform(0, 500),
        "observed_days_28d": float(rng.randrange(29)),
        "strength_tonnage_ratio": rng.gauss(1.0, 0.2),
    }
    return {name: value if rng.random() < 0.7 else None for name, value in found.items()}


def worse(of: Situation, rng: Random) -> Situation:
    """Return the same day with one more injury, symptom, condition, vital sign or point of pain."""
    return rng.choice((_injured, _with_symptom, _with_pain, _with_condition, _with_vital))(of, rng)


def _injured(of: Situation, rng: Random) -> Situation:
    injuries = (*of.profile.injuries, random_injury(rng))
    return replace(of, profile=replace(of.profile, injuries=injuries))


def _with_symptom(of: Situation, rng: Random) -> Situation:
    said = of.checkin or CheckinFacts()
    return replace(of, checkin=replace(said, symptoms=(*said.symptoms, rng.choice(SYMPTOMS))))


def _with_pain(of: Situation, rng: Random) -> Situation:
    said = of.checkin or CheckinFacts(pain_site=rng.choice(SITES))
    return replace(of, checkin=replace(said, pain=min((said.pain or 0) + 1, 10)))


def _with_condition(of: Situation, rng: Random) -> Situation:
    conditions = (*of.profile.conditions, rng.choice(list(CONDITIONS)))
    return replace(of, profile=replace(of.profile, conditions=conditions))


def _with_vital(of: Situation, rng: Random) -> Situation:
    return replace(of, vitals=(*of.vitals, RedFlagVital("fever", _rarely(rng, "emergency"), "")))


def _rarely(rng: Random, level: str) -> str:
    return level if rng.random() < 0.2 else "refer"


def _maybe(rng: Random, make: Callable[[], T], chance: float) -> T | None:
    return make() if rng.random() < chance else None


def _some(rng: Random, chance: float, make: Callable[[], Any]) -> tuple[Any, ...]:
    return tuple(make() for _ in range(3) if rng.random() < chance)
