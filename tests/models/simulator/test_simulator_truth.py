"""Athletes are drawn once, each from a stream of their own."""

import uuid

import numpy as np

from models.simulator.truth import DENSE_INDEX, FIRST_LOST_DAY, FOREVER, athlete, stream, user_id


def test_an_athlete_is_the_same_however_many_are_drawn() -> None:
    alone = athlete(7, 3, 60)
    among = [athlete(7, index, 60) for index in range(5)]

    assert among[3] == alone
    assert len({one.adherence for one in among}) == 5
    assert athlete(8, 3, 60) != alone


def test_surrogates_are_random_uuids() -> None:
    ids = {user_id(7, index) for index in range(50)}

    assert len(ids) == 50
    assert {uuid.UUID(one).version for one in ids} == {4}


def test_streams_of_one_athlete_do_not_meet() -> None:
    first, second = stream(7, 1, 2, 30), stream(7, 1, 3, 30)

    assert first.random() != second.random()


def test_people_are_as_different_as_real_ones() -> None:
    people = [athlete(7, index, 60) for index in range(400)]

    gone = [p for p in people if p.last_day < FOREVER]
    assert 0.40 <= len(gone) / 400 <= 0.50
    assert all(FIRST_LOST_DAY <= p.last_day < 60 for p in gone)
    stay = np.mean([p.adherence for p in people if p.last_day == FOREVER])
    assert stay > np.mean([p.adherence for p in gone])
    assert 0.24 <= np.mean([not p.ring for p in people]) <= 0.36
    assert 0.18 <= np.mean([len(p.unworn) > 0 for p in people]) <= 0.32
    assert 0.42 <= np.mean([p.lifting_log for p in people]) <= 0.58
    assert people[DENSE_INDEX].watch
