from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.policy.state import BYTES, AthleteState, empty, epoch_day, state_of
from tests.builders.updates import DAY_ZERO, random_updates, update

DAY, GAMMA = epoch_day(DAY_ZERO) + 20, 0.5 ** (1 / 60)
ROWS = random_updates(seed=2, rows=40, athletes=1)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(40)), gone=st.sets(st.integers(0, 39)))
def test_order_and_retraction_change_no_bit(order: list[int], gone: set[int]) -> None:
    rows = [ROWS[i] for i in order] + [replace(ROWS[i], sign=-1) for i in gone]
    kept = [row for i, row in enumerate(ROWS) if i not in gone]

    assert state_of(rows, DAY, GAMMA).to_bytes() == state_of(kept, DAY, GAMMA).to_bytes()


def test_forward_decay_agrees_with_the_integers() -> None:
    early = state_of(ROWS, DAY, GAMMA).decayed(DAY + 9, GAMMA)
    late = state_of(ROWS, DAY + 9, GAMMA)

    for a, b in ((early.n, late.n), (early.y, late.y), (early.s, late.s)):
        assert np.abs(a - b).max() <= 1e-9
    assert early.day == DAY + 9


def test_bytes_round_trip() -> None:
    state = state_of(ROWS, DAY, GAMMA)

    again = AthleteState.from_bytes(state.to_bytes(), DAY)

    assert len(state.to_bytes()) == BYTES == 3264
    assert again.to_bytes() == state.to_bytes()
    assert np.array_equal(again.s, state.s)
    assert again.day == DAY


def test_damaged_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="3264 bytes, got 3"):
        AthleteState.from_bytes(b"abc", DAY)


def test_one_fact_halves_in_its_half_life() -> None:
    row = update(action=4, event_day=DAY_ZERO, weight=256, r=2048)

    state = state_of([row], epoch_day(DAY_ZERO + timedelta(days=60)), GAMMA)

    assert state.n[4] == pytest.approx(0.5)
    assert state.y[4] == pytest.approx(0.25)
    assert state.s[4, 0] == pytest.approx(0.5)


def test_a_newcomer_has_nothing() -> None:
    assert state_of([], DAY, GAMMA).to_bytes() == empty(DAY).to_bytes() == bytes(BYTES)
