"""Ids carry their time and keep the order of what shares a millisecond."""

from datetime import UTC, datetime, timedelta

from models.domain.ids import time_of
from serving.ids import Ids, new_seed

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_ids_of_one_millisecond_ascend() -> None:
    ids = Ids()

    made = [ids.new(NOON) for _ in range(200)]

    assert made == sorted(set(made))
    assert {time_of(i) for i in made} == {NOON}


def test_another_day_in_between_does_not_break_the_order() -> None:
    ids = Ids()

    first, _, second = ids.new(NOON), ids.new(NOON + timedelta(days=1)), ids.new(NOON)

    assert first < second


def test_a_seed_is_64_bits() -> None:
    seeds = {int(new_seed()) for _ in range(100)}

    assert len(seeds) == 100
    assert all(0 <= seed < 1 << 64 for seed in seeds)
