"""Many at once live exactly the lives of each alone."""

from datetime import date

import numpy as np
import pytest

from models.catalogue.activities import activities
from models.domain.decisions import ACTIONS
from models.simulator.diary import Diary, Span
from models.simulator.life import Life, lived
from models.simulator.luck import Fate, luck_of
from models.simulator.plan import NOTHING, SLOTS, menu_of
from models.simulator.season import Chooser, Evening, Morning, Offers, even_slates, season
from models.simulator.squad import squad_of
from models.simulator.truth import athlete

SPAN = Span(seed=7, start=date(2026, 8, 1), days=30)
ATHLETES = range(12)
ACTIVITIES = list(activities())
MENU = menu_of(list(activities().values()))


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    return [lived(athlete(7, index), SPAN) for index in ATHLETES]


@pytest.fixture(scope="module")
def together(lives: list[Life]) -> list[Evening]:
    """Play the same athletes at once, offered what each was offered alone."""
    squad = squad_of([athlete(7, index) for index in ATHLETES])
    luck = luck_of(7, ATHLETES, SPAN.days + 1)
    return list(season(squad, MENU, luck, as_offered([life.diary for life in lives])))


def as_offered(diaries: list[Diary]) -> Chooser:
    made = [{d.decided_at.date(): d for d in diary.decisions} for diary in diaries]

    def choose(morning: Morning) -> Offers:
        action = np.full(len(made), NOTHING)
        places = np.full((len(made), SLOTS), NOTHING)
        for row, (own, diary) in enumerate(zip(made, diaries, strict=True)):
            one = own.get(diary.days[morning.latent.day].midnight.date())
            if one is not None:
                action[row] = one.action
                found = [ACTIVITIES.index(slot.catalogue_id) for slot in one.slate]
                places[row, : len(found)] = found
        return action, places

    return choose


def test_they_sleep_train_and_are_measured_alike(
    lives: list[Life], together: list[Evening]
) -> None:
    for row, life in enumerate(lives):
        for day, evening in zip(life.diary.days, together, strict=True):
            latent = evening.morning.latent
            assert day.slept_h == latent.sleep_h[row]
            assert day.trained_min == latent.trained_min[row]
            assert day.measured == evening.morning.readings.one(row)
        assert life.diary.hidden["incidents"] == incident_days(together, row)


def incident_days(together: list[Evening], row: int) -> list[int]:
    so_far = [int(evening.morning.latent.incidents[row]) for evening in together]
    return [day for day, (a, b) in enumerate(zip([0, *so_far], so_far, strict=False)) if b > a]


def test_they_do_and_say_the_same(lives: list[Life], together: list[Evening]) -> None:
    for row, life in enumerate(lives):
        assert life.diary.decisions
        for deed, evening in zip(life.diary.done, together, strict=True):
            share = evening.done.share[row]
            assert deed.share == (None if np.isnan(share) else share)
            assert deed.load == evening.done.load[row]
        moods = [e.morning.checkin.mood[row] for e in together if e.morning.checkin.speaks[row]]
        assert moods == [c.mood for c in life.diary.checkins]


def test_they_wake_the_same(lives: list[Life], together: list[Evening]) -> None:
    last = together[-1].morning.latent
    for row, life in enumerate(lives):
        before = life.latent.day - 1
        assert (before, life.diary.days[-1].slept_h) == (last.day, last.sleep_h[row])


def test_luck_does_not_depend_on_how_much_of_it_is_drawn() -> None:
    many = luck_of(7, range(3), 20)
    fate = Fate(7, 2)
    for day in range(20):
        one = fate.next()
        assert np.array_equal(one.normals[0], many[day].normals[2])
        assert np.array_equal(one.chances[0], many[day].chances[2])


def test_two_policies_meet_the_same_luck() -> None:
    squad, luck = squad_of([athlete(7, i) for i in range(40)]), luck_of(7, range(40), 15)
    fits = np.ones((ACTIONS, len(ACTIVITIES)), dtype=bool)

    def always(action: int) -> list[Evening]:
        rng = np.random.default_rng(1)

        def choose(_: Morning) -> Offers:
            chosen = np.full(40, action)
            return chosen, even_slates(fits, chosen, rng.random((40, len(ACTIVITIES))), 6)

        return list(season(squad, MENU, luck, choose))

    first, second = always(1), always(5)

    assert np.array_equal(first[0].morning.readings.steps, second[0].morning.readings.steps, True)
    assert np.array_equal(first[-1].morning.latent.ill, second[-1].morning.latent.ill)
    assert not np.array_equal(first[-1].morning.latent.fatigue, second[-1].morning.latent.fatigue)


def test_slates_hold_what_fits_once() -> None:
    fits = np.zeros((ACTIONS, 20), dtype=bool)
    fits[3, :9], fits[4, 10:14] = True, True
    action = np.array([3, 4] * 50)

    places = even_slates(fits, action, np.random.default_rng(2).random((100, 20)), 6)

    for chosen, row in zip(action, places, strict=True):
        offered = row[row != NOTHING]
        assert len(set(offered)) == len(offered) == (6 if chosen == 3 else 4)
        assert fits[chosen, offered].all()
