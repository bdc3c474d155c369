from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.actions import actions
from models.catalogue.activities import activities
from models.features.request import CheckinFacts
from models.safety.gate import Situation, screen
from models.safety.profile import Injury, Profile
from models.safety.readiness import EMERGENCY_SYMPTOMS
from models.safety.vitals import RedFlagVital

SITES = ["knee", "shoulder", "lower_back", "ankle", "hip", "wrist", "elbow", "neck"]
GREEN = {"wearable_age_h": 1.0, "sleep_duration_h": 7.5, "observed_days_28d": 20.0}


def situation(**changes: Any) -> Situation:
    fields: dict[str, Any] = {
        "profile": Profile(user_id="u", minutes_per_day=60),
        "checkin": CheckinFacts(mood=4, soreness=1, stress=1),
        "body": GREEN,
        "weekday": 2,
        "minutes_available": 60,
    }
    return Situation(**fields | changes)


def reasons(of: Situation, kind: str) -> dict[str, str]:
    return {r.id: r.reason for r in screen(of).removed if r.kind == kind}


checkins = st.none() | st.builds(
    CheckinFacts,
    mood=st.none() | st.integers(1, 5),
    stress=st.none() | st.integers(1, 5),
    soreness=st.none() | st.integers(1, 5),
    pain=st.none() | st.integers(0, 10),
    pain_site=st.none() | st.sampled_from(SITES),
    symptoms=st.lists(st.sampled_from(["dizziness", "palpitations", "other"])).map(tuple),
)
situations = st.builds(
    situation,
    checkin=checkins,
    profile=st.builds(
        Profile,
        user_id=st.just("u"),
        goal=st.sampled_from(["strength", "endurance", "stress_relief"]),
        experience=st.sampled_from(["beginner", "advanced"]),
        days_per_week=st.integers(1, 7),
        equipment=st.sampled_from([(), ("dumbbells",)]),
        injuries=st.lists(
            st.builds(
                Injury,
                st.sampled_from(SITES),
                st.none(),
                st.sampled_from(["active", "recovering", "past"]),
            ),
            max_size=2,
        ).map(tuple),
    ),
    body=st.fixed_dictionaries(
        {
            "wearable_age_h": st.none() | st.floats(0, 80),
            "sleep_duration_h": st.none() | st.floats(3, 10),
            "hrv_rmssd_z_28d": st.none() | st.floats(-3, 3),
            "load_7d_max": st.none() | st.floats(0, 600),
            "load_30d_max_session": st.none() | st.floats(0, 600),
            "observed_days_28d": st.none() | st.floats(0, 28),
        }
    ),
    weekday=st.integers(0, 6),
    done_today=st.lists(st.integers(0, 11), max_size=3).map(tuple),
    hours_since_progressive=st.none() | st.floats(0, 200),
    family_changes_7d=st.integers(0, 5),
    last_family=st.none() | st.sampled_from(["steady", "push", "ease", "mind"]),
    rest_like_this_week=st.integers(0, 7),
)


@given(situations)
def test_everything_is_allowed_or_removed_with_a_reason(of: Situation) -> None:
    found = screen(of)
    removed = {r.id for r in found.removed if r.kind == "action"}
    gone = {r.id for r in found.removed if r.kind == "activity"}

    assert removed.isdisjoint(str(a) for a in found.allowed_actions)
    assert removed | {str(a) for a in found.allowed_actions} == {str(a.id) for a in actions()}
    assert gone.isdisjoint(found.allowed_activities)
    assert gone | set(found.allowed_activities) == set(activities())
    assert all(r.reason for r in found.removed)
    assert found.allowed_actions, "without an emergency there is always a way"
    assert set(found.exploration_set) <= set(found.allowed_actions)


@given(situations, st.sampled_from(SITES), st.sampled_from(["active", "recovering"]))
def test_one_more_injury_allows_nothing_more(of: Situation, site: str, status: str) -> None:
    injuries = (*of.profile.injuries, Injury(site, None, status))
    hurt = replace(of, profile=replace(of.profile, injuries=injuries))

    assert set(screen(hurt).allowed_activities) <= set(screen(of).allowed_activities)
    assert set(screen(hurt).allowed_actions) <= set(screen(of).allowed_actions)


@given(situations, st.sampled_from(["dizziness", "palpitations"]))
def test_one_more_symptom_allows_no_more_activities(of: Situation, symptom: str) -> None:
    said = of.checkin or CheckinFacts()
    worse = replace(of, checkin=replace(said, symptoms=(*said.symptoms, symptom)))

    assert set(screen(worse).allowed_activities) <= set(screen(of).allowed_activities)
    assert screen(worse).level == "refer"


@given(situations, st.sampled_from(sorted(EMERGENCY_SYMPTOMS)))
def test_an_emergency_leaves_nothing(of: Situation, symptom: str) -> None:
    found = screen(replace(of, checkin=CheckinFacts(symptoms=(symptom,))))

    assert found.level == "emergency"
    assert found.allowed_actions == found.allowed_activities == found.exploration_set == ()
    assert "emergency number" in found.text


@given(situations)
def test_a_newcomer_never_progresses_by_exploration(of: Situation) -> None:
    body = {**of.body, "observed_days_28d": 3.0}

    explored = screen(replace(of, body=body)).exploration_set

    assert not any(actions()[a].progressive for a in explored)


def test_an_active_knee_injury_removes_what_loads_the_knee() -> None:
    profile = Profile(user_id="u", injuries=(Injury("knee", "2026-08-01", "active"),))

    found = screen(situation(profile=profile))

    assert not any("knee" in activities()[a].loads_sites for a in found.allowed_activities)
    assert reasons(situation(profile=profile), "activity")["squat-ladder"] == "injury_knee"
    assert found.level == "modify"


def test_pain_removes_what_loads_its_site() -> None:
    hurting = CheckinFacts(pain=4, pain_site="shoulder", soreness=1)

    assert reasons(situation(checkin=hurting), "activity")["push-up-practice"] == "pain_shoulder"


def test_low_readiness_takes_progress_away() -> None:
    tired = situation(checkin=CheckinFacts(soreness=4, stress=2))

    assert {reasons(tired, "action")[a] for a in ("1", "6")} == {"low_readiness"}
    assert "run-intervals-20" in reasons(tired, "activity")


def test_a_session_spike_is_removed() -> None:
    profile = Profile(user_id="u", equipment=("barbell",), minutes_per_day=60)
    small = {**GREEN, "load_30d_max_session": 120.0, "load_7d_max": 400.0}

    found = reasons(situation(profile=profile, body=small), "activity")

    assert found["barbell-strength"] == "session_spike"
    assert "circuit-bodyweight" not in found


@pytest.mark.parametrize(
    ("change", "action", "reason"),
    [
        ({"hours_since_progressive": 71.0}, "1", "progressive_72h"),
        ({"rest_like_this_week": 7}, "10", "rest_quota"),
        ({"family_changes_7d": 2, "last_family": "push"}, "2", "family_changes"),
        ({"done_today": (0,)}, "0", "done_today"),
    ],
)
def test_paces(change: dict[str, Any], action: str, reason: str) -> None:
    assert reasons(situation(**change), "action")[action] == reason


def test_a_vital_emergency_leaves_nothing() -> None:
    vitals = (RedFlagVital("fever", "refer", ""), RedFlagVital("spo2", "emergency", ""))
    found = screen(situation(vitals=vitals))

    assert (found.level, found.allowed_actions, found.allowed_activities) == ("emergency", (), ())
    assert {r.reason for r in found.removed} == {"red_flag_vital"}
    assert found.text


def test_a_vital_to_refer_leaves_what_is_gentle() -> None:
    fever = situation(vitals=(RedFlagVital("fever", "refer", "2.1 degrees warmer than usual"),))
    found = screen(fever)

    assert found.level == "refer"
    assert found.allowed_actions
    assert reasons(fever, "action")["1"] == reasons(fever, "activity")["walk-brisk-20"] == "refer"
    assert {activities()[name].intensity for name in found.allowed_activities} == {"Low"}


def test_without_a_vital_sign_nobody_is_referred() -> None:
    assert screen(situation()).level == "ok"
    assert "refer" not in reasons(situation(), "action").values()


def test_what_was_done_today_comes_back_when_nothing_else_is_left() -> None:
    everything = tuple(range(12))

    assert screen(situation(done_today=everything)).allowed_actions != ()


def test_equipment_and_time_are_reasons() -> None:
    found = reasons(situation(minutes_available=10), "activity")

    assert found["dumbbell-full"] == "equipment"
    assert found["walk-easy-25"] == "time"
