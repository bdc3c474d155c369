"""Athletes are drawn once, each from a stream of their own."""

import uuid

import numpy as np

from models.simulator.truth import DENSE_INDEX, athlete, stream, user_id
from models.simulator.worlds import WORLDS


def test_an_athlete_is_the_same_however_many_are_drawn() -> None:
    alone = athlete(7, 3)
    among = [athlete(7, index) for index in range(5)]

    assert among[3] == alone
    assert len({one.adherence for one in among}) == 5
    assert athlete(8, 3) != alone


def test_surrogates_are_random_uuids() -> None:
    ids = {user_id(7, index) for index in range(50)}

    assert len(ids) == 50
    assert {uuid.UUID(one).version for one in ids} == {4}


def test_streams_of_one_athlete_do_not_meet() -> None:
    first, second = stream(7, 1, 2, 30), stream(7, 1, 3, 30)

    assert first.random() != second.random()


def test_a_world_takes_away_and_changes_nothing_else() -> None:
    base, harsh = ([athlete(7, i, WORLDS[name]) for i in range(200)] for name in ("base", "harsh"))

    for one, other in zip(base, harsh, strict=True):
        assert (one.profile, one.adherence) == (other.profile, other.adherence)
        assert one.action_effect == other.action_effect
        assert (one.watch, one.ring) >= (other.watch, other.ring)
    assert sum(p.watch for p in base) > sum(p.watch for p in harsh)


def test_devices_are_owned_as_often_as_the_world_says() -> None:
    people = [athlete(7, index) for index in range(400)]
    world = WORLDS["base"]

    assert abs(np.mean([p.ring for p in people]) - world.ring) < 0.08
    assert abs(np.mean([p.watch for p in people]) - world.watch) < 0.08
    assert 0.42 <= np.mean([p.lifting_log for p in people]) <= 0.58
    assert people[DENSE_INDEX].watch
    assert {p.world for p in people} == {world}
