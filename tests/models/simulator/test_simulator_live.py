"""Athletes who live on after their history."""

from datetime import date, timedelta

import pytest

from models.simulator.diary import Span
from models.simulator.life import lived
from models.simulator.live import LivingAthlete, living
from models.simulator.truth import athlete

SPAN = Span(seed=7, start=date(2026, 8, 1), days=6)
FIRST = SPAN.start + timedelta(days=SPAN.days)
PLAN = [
    {"id": 41, "catalogue_id": "breathing-4-7-8", "minutes": 5},
    {"id": 42, "catalogue_id": "walk-easy-10", "minutes": 10},
    {"id": 43, "catalogue_id": "squat-ladder", "minutes": 12},
]


@pytest.fixture
def person() -> LivingAthlete:
    return anew()


def anew() -> LivingAthlete:
    one = living(SPAN, 0)
    assert one is not None
    return one


def test_they_go_on_from_where_their_history_ended(person: LivingAthlete) -> None:
    life = lived(athlete(7, 0), SPAN)

    assert (person.latent.day, person.today) == (SPAN.days, FIRST)
    assert person.latent.wellbeing[0] == life.latent.wellbeing[0]
    assert person.profile()["external_id"] == "generated-0000"


def test_who_has_stopped_does_not_live_on() -> None:
    span = Span(seed=7, start=SPAN.start, days=25)
    gone = [i for i in range(8) if lived(athlete(7, i), span).diary.gone is not None]

    assert gone
    assert all(living(span, index) is None for index in gone)


def test_the_same_days_give_the_same_answers(person: LivingAthlete) -> None:
    again = anew()
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
    other = anew()
    person.respond(FIRST, 7, PLAN)
    other.respond(FIRST, 7, [])

    person.checkin(FIRST + timedelta(days=1))
    other.checkin(FIRST + timedelta(days=1))

    assert person.latent.habit != other.latent.habit


def test_the_past_is_over(person: LivingAthlete) -> None:
    person.checkin(FIRST)
    with pytest.raises(ValueError, match="is over"):
        person.checkin(FIRST - timedelta(days=1))
