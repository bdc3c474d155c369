from dataclasses import replace
from datetime import timedelta

import pytest

from models.features.catalogue import FEATURES
from models.learning.chronicle import Chronicle, checkin_facts, chronicle, message
from tests.builders.chronicles import body, checkin, day, profile_event
from tests.builders.decisions import NOON, decision, said

NAMES = [f.name for f in FEATURES]


def value(held: Chronicle, name: str, at=NOON) -> float | None:
    return held.context(at)[NAMES.index(name)]


def test_context_is_the_latest_row_known_then() -> None:
    rows = [body(day(n), steps_1d=1000.0 * n) for n in (1, 2, 3)]
    held = chronicle("u1", [], rows)

    assert value(held, "steps_1d", day(2)) == 2000.0
    assert value(held, "steps_1d", day(2) - timedelta(hours=7)) == 1000.0
    assert value(held, "steps_1d", day(0)) is None


def test_a_checkin_speaks_for_36_hours_and_never_of_the_future() -> None:
    held = chronicle("u1", [checkin(NOON, mood=2), checkin(day(5), mood=4)], [])

    assert value(held, "mood", NOON) == 2.0
    assert value(held, "mood", NOON + timedelta(hours=35)) == 2.0
    assert value(held, "mood", NOON + timedelta(hours=37)) is None
    assert value(held, "mood", NOON - timedelta(minutes=1)) is None


def test_profile_changes_apply_from_their_time_on() -> None:
    later = replace(profile_event(day(2), days_per_week="6"), event_id="later")
    held = chronicle("u1", [profile_event(day(0)), later], [])

    assert value(held, "days_per_week", day(1)) == 4.0
    assert value(held, "days_per_week", day(3)) == 6.0
    assert value(held, "days_per_week", day(-1)) == 4.0
    assert value(held, "open_injuries") == 1.0


def test_without_a_profile_the_designs_defaults_stand() -> None:
    assert value(chronicle("u1", [], []), "minutes_available") == 30.0


def test_weekday_is_the_athletes_own() -> None:
    # 2026-09-30 12:00 UTC is Wednesday; in Auckland it is already Thursday
    held = chronicle("u1", [profile_event(timezone="Pacific/Auckland")], [])

    assert value(held, "weekday") == 3.0


def test_doubles_count_once_and_a_later_record_replaces() -> None:
    first = decision()
    again = replace(first, superseded_by="another")
    event = said(first, 1, done=True)

    held = chronicle("u1", [first, event, again, event], [])

    assert held.decisions == (again,)
    assert held.feedback[first.decision_id] == (event,)


@pytest.mark.parametrize(
    ("topic", "value"),
    [("feedback.v1", "not json"), ("feedback.v1", '{"kind": "nonsense"}'), ("wearables.v1", "{}")],
)
def test_what_is_no_record_is_left_out(topic: str, value: str) -> None:
    assert message(topic, value) is None
    assert chronicle("u1", [message(topic, value)], []).decisions == ()


def test_checkin_facts_carry_their_age() -> None:
    facts = checkin_facts(checkin(NOON, mood=3), NOON + timedelta(hours=2))

    assert facts is not None
    assert (facts.mood, facts.age_h) == (3, 2.0)
    assert checkin_facts(None, NOON) is None
