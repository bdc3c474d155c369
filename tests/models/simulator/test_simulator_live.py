"""Athletes who live on after their history."""

from datetime import date, timedelta

import pytest

from models.simulator.diary import Span
from models.simulator.life import live
from models.simulator.live import LivingAthlete, living
from models.simulator.truth import athlete

START, DAYS = date(2026, 8, 1), 6
FIRST = START + timedelta(days=DAYS)
PLAN = [
    {"id": 41, "catalogue_id": "breathing-4-7-8", "minutes": 5},
    {"id": 42, "catalogue_id": "walk-easy-10", "minutes": 10},
    {"id": 43, "catalogue_id": "squat-ladder", "minutes": 12},
]


@pytest.fixture
def person() -> LivingAthlete:
    return living(7, 0, START, DAYS)


def test_they_go_on_from_where_their_history_ended(person: LivingAthlete) -> None:
    diary = live(athlete(7, 0, DAYS), Span(seed=7, start=START, days=DAYS))

    assert (person.latent, person.done) == (diary.days[-1].latent, diary.done[-1])
    assert person.profile()["external_id"] == "generated-0000"
    person.checkin(FIRST)
    assert person.latent.day == DAYS


def test_the_same_days_give_the_same_answers(person: LivingAthlete) -> None:
    again = living(7, 0, START, DAYS)
    for day in (FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=4)):
        assert person.checkin(day) == again.checkin(day)
        said = person.respond(day, 7, PLAN)
        assert said == again.respond(day, 7, PLAN)
        assert {one["activity_id"] for one in said} <= {41, 42, 43}


def test_a_checkin_is_a_body_of_the_api(person: LivingAthlete) -> None:
    said = person.checkin(FIRST)

    names = ("mood", "sleep_quality", "stress", "anxiety", "soreness")
    assert all(1 <= said[name] <= 5 for name in names)
    assert 0 <= said["pain"] <= 10


def test_what_they_do_decides_how_they_wake(person: LivingAthlete) -> None:
    other = living(7, 0, START, DAYS)
    person.respond(FIRST, 7, PLAN)
    other.respond(FIRST, 7, [])

    person.checkin(FIRST + timedelta(days=1))
    other.checkin(FIRST + timedelta(days=1))

    assert person.latent.habit != other.latent.habit


def test_the_past_is_over(person: LivingAthlete) -> None:
    person.checkin(FIRST)
    with pytest.raises(ValueError, match="is over"):
        person.checkin(FIRST - timedelta(days=1))
