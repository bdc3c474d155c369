from dataclasses import replace

from models.learning.equality import gap
from tests.builders.updates import random_updates, update


def test_order_does_not_matter() -> None:
    rows = random_updates(1, 200)

    assert gap(rows, rows[::-1]).largest == 0


def test_a_retracted_row_is_as_if_it_had_never_been() -> None:
    rows = random_updates(2, 50)
    extra = update(event_id="x", r=100)

    assert gap([*rows, extra, replace(extra, event_seq=2, sign=-1)], rows).largest == 0


def test_one_missing_or_changed_row_is_seen() -> None:
    rows = random_updates(3, 50)

    assert gap(rows[1:], rows).largest > 0
    assert gap([replace(rows[0], r=rows[0].r + 1), *rows[1:]], rows).largest >= rows[0].weight


def test_nothing_equals_nothing() -> None:
    assert gap([], []).largest == 0
