"""Each rule has a day on which it removes something, and one close by on which it does not."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

import serving.bodies
from models.catalogue.activities import activities
from models.domain.events import Site
from models.features.request import CheckinFacts
from models.safety import checks
from models.safety.conditions import CONDITIONS, TOLD_OTHERWISE
from models.safety.gate import Situation, screen
from models.safety.profile import Injury
from models.safety.rules import RULES, SEVERITIES, rule_of
from models.safety.situation import view_of
from models.safety.vitals import RedFlagVital
from tests.builders.situations import ADULT, GREEN, TODAY
from tests.builders.situations import good_day as day

FACTS = re.compile(
    r"facts\.md \d|statistics\.md \d|judgement|from memory|profile|catalogue|follows"
)
NO, YES = {"heart_condition": False}, {"heart_condition": True}


def said(**words: Any) -> Situation:
    return day(checkin=CheckinFacts(**{"soreness": 1, "stress": 1} | words))


def person(**facts: Any) -> Situation:
    return day(profile=replace(ADULT, **facts))


def body(**measured: float) -> Situation:
    return day(body={**GREEN, **measured})


def hurt(site: str, status: str) -> Situation:
    return person(injuries=(Injury(site, None, status),))


def answered(days_ago: int, answers: dict[str, bool]) -> Situation:
    return person(screening=answers, screened_on=TODAY - timedelta(days=days_ago))


@dataclass(frozen=True)
class Pair:
    """A day on which a rule removes an item, and a near one on which it does not."""

    reason: str
    item: str
    fires: Situation
    near: Situation


def pair(reason: str, item: str, fires: Situation, near: Situation) -> Pair:
    return Pair(reason, item, fires, near)


LOW = {"sleep_duration_h": 5.9}
PAIRS = [
    pair("red_flag", "0", said(symptoms=("chest_pain",)), said(symptoms=("dizziness",))),
    pair(
        "red_flag_vital",
        "0",
        day(vitals=(RedFlagVital("spo2", "emergency", ""),)),
        day(vitals=(RedFlagVital("spo2", "refer", ""),)),
    ),
    pair("refer", "1", answered(1, YES), answered(1, NO)),
    pair("refer", "walk-brisk-20", said(symptoms=("palpitations",)), said()),
    pair("refer", "walk-brisk-20", said(pain=7, pain_site="neck"), said(pain=6, pain_site="neck")),
    pair("screening_due", "1", answered(366, NO), answered(365, NO)),
    pair("screening_due", "run-intervals-20", person(screening=NO), person()),
    pair("injury_hip", "mobility-hips", hurt("hip", "active"), hurt("hip", "recovering")),
    pair("injury_knee", "squat-ladder", hurt("knee", "recovering"), hurt("knee", "past")),
    pair("injury_other", "squat-ladder", hurt("other", "active"), hurt("other", "recovering")),
    pair("injury_other", "run-intervals-20", hurt("other", "recovering"), hurt("other", "past")),
    pair(
        "pain_knee", "squat-ladder", said(pain=3, pain_site="knee"),
        said(pain=2, pain_site="knee"),
    ),
    pair("pain_other", "squat-ladder", said(pain=3), said(pain=3, pain_site="neck")),
    pair("symptom", "6", said(symptoms=("other",)), said(symptoms=())),
    pair("symptom", "run-intervals-20", said(symptoms=("other",)), said()),
    pair("contraindicated", "core-floor", person(conditions=("pregnancy",)), person()),
    pair("contraindicated", "body-scan", person(conditions=("trauma",)), person()),
    pair(
        "pregnancy", "run-intervals-20", person(conditions=("pregnancy",)),
        person(conditions=("trauma",)),
    ),
    pair("pregnancy", "6", person(conditions=("pregnancy",)), person()),
    pair(
        "meditation", "mindful-walk", person(conditions=("meditation_distress",)),
        person(conditions=("trauma",)),
    ),
    pair("meditation", "2", person(conditions=("psychosis",)), person()),
    pair("minor", "run-intervals-20", person(birth_year=2008), person(birth_year=2007)),
    pair("minor", "1", person(birth_year=2010), person(birth_year=None)),
    pair("low_readiness", "1", body(**LOW), body(sleep_duration_h=6.0)),
    pair("low_readiness", "run-intervals-20", body(hrv_sdnn_z_28d=-0.6), body(hrv_sdnn_z_28d=-0.5)),
    pair("low_readiness", "walk-brisk-20", body(**LOW, hrv_rmssd_z_28d=-0.6), body(**LOW)),
    pair(
        "low_readiness", "dumbbell-full", body(**LOW, load_7d_max=209.0),
        body(**LOW, load_7d_max=210.0),
    ),
    pair(
        "session_spike", "barbell-strength", body(load_30d_max_session=276.0),
        body(load_30d_max_session=277.0),
    ),
    pair(
        "session_spike", "dumbbell-full", body(**LOW, load_30d_max_session=190.0),
        body(**LOW, load_30d_max_session=191.0),
    ),
    pair(
        "lift_progression", "barbell-strength", body(strength_tonnage_ratio=1.16),
        body(strength_tonnage_ratio=1.15),
    ),
    pair(
        "lift_progression", "8", body(strength_tonnage_ratio=2.0), body(strength_tonnage_ratio=0.9)
    ),
    pair(
        "progressive_72h", "6", day(hours_since_progressive=71.9), day(hours_since_progressive=72.0)
    ),
    pair(
        "family_changes", "2", day(family_changes_7d=2, last_family="push"),
        day(family_changes_7d=1, last_family="push"),
    ),
    pair("rest_quota", "10", day(rest_like_this_week=7), day(rest_like_this_week=0)),
    pair("equipment", "barbell-strength", person(equipment=("dumbbells",)), day()),
    pair("time", "walk-easy-25", day(minutes_available=24), day(minutes_available=25)),
    pair("no_activity", "8", day(minutes_available=1), day(minutes_available=5)),
    pair("done_today", "0", day(done_today=(0,)), day(done_today=tuple(range(12)))),
]  # fmt: skip


def removed(of: Situation) -> set[tuple[str, str]]:
    return {(one.reason, one.id) for one in screen(of).removed}


@pytest.mark.parametrize("one", PAIRS, ids=lambda one: f"{one.reason}-{one.item}")
def test_it_fires_and_close_by_it_does_not(one: Pair) -> None:
    assert (one.reason, one.item) in removed(one.fires)
    assert (one.reason, one.item) not in removed(one.near)


def test_every_rule_has_such_a_pair() -> None:
    assert {rule_of(one.reason).id for one in PAIRS} == {rule.id for rule in RULES}


def test_every_check_has_a_rule_that_says_why() -> None:
    asked = {one.rule for one in (*checks.ACTIVITY_CHECKS, *checks.ACTION_CHECKS)}
    elsewhere = {"no_activity", "done_today", *(rule for rule, _ in checks.EMERGENCIES)}

    assert asked | elsewhere == {rule.id for rule in RULES}
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.severity in SEVERITIES
        assert rule.reason.endswith(".")
        assert FACTS.search(rule.source), rule.id


@pytest.mark.parametrize("site", get_args(Site))
def test_an_injury_that_is_past_restricts_nothing(site: str) -> None:
    assert removed(hurt(site, "past")) == removed(day())
    assert removed(hurt(site, "active")) > removed(day()) or site == "neck"


def test_a_reason_that_no_rule_gives_is_refused() -> None:
    assert rule_of("injury_knee").id == "injury"
    for made_up in ("knee", "refer_knee", ""):
        with pytest.raises(KeyError):
            rule_of(made_up)


def test_an_old_yes_still_refers() -> None:
    assert screen(answered(4000, YES)).level == "refer"


def test_mood_is_no_sign_of_readiness() -> None:
    low, high = screen(said(mood=1)), screen(said(mood=5))

    assert low.readiness == high.readiness == "green"
    assert low.allowed_actions == high.allowed_actions


def test_conditions_are_the_same_words_everywhere() -> None:
    named = {word for one in activities().values() for word in one.contraindications}

    assert set(get_args(serving.bodies.Condition)) == set(CONDITIONS)
    assert named <= set(CONDITIONS) | TOLD_OTHERWISE


@pytest.mark.parametrize(
    ("state", "of"),
    [
        ("heart_condition", answered(1, YES)),
        ("dizziness", said(symptoms=("dizziness",))),
        ("fever", day(vitals=(RedFlagVital("fever", "refer", ""),))),
        ("back_pain", hurt("lower_back", "recovering")),
        ("back_pain", said(pain=1, pain_site="lower_back")),
        ("acute_distress", said(mood=1)),
        ("acute_distress", said(anxiety=5)),
        ("epilepsy", person(conditions=("epilepsy",))),
    ],
)
def test_a_state_counts_however_it_was_told(state: str, of: Situation) -> None:
    assert state in view_of(of).conditions
    assert state not in view_of(said(mood=2, anxiety=4, pain=5, pain_site="neck")).conditions


def test_nobody_asks_the_rules_but_the_gate() -> None:
    root = Path(serving.bodies.__file__).parents[1]
    files = [
        p for top in ("models", "jobs", "serving", "streaming") for p in (root / top).rglob("*.py")
    ]
    inside = root / "models" / "safety"
    asking = (
        r"models\.safety\.(checks|forces|situation|limits)|models\.safety import (checks|forces)"
    )

    outside = [p for p in files if inside not in p.parents and re.search(asking, p.read_text())]

    assert outside == []
