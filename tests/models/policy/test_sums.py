from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.decisions import PHI_DIM
from models.domain.rows import PosteriorUpdate
from models.policy import sums
from models.policy.sums import Facts, population_sums, rounded_phi
from tests.builders.updates import DAY_ZERO, random_updates, update

ROWS = random_updates(seed=1, rows=60)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(60)))
def test_order_changes_no_bit(order: list[int]) -> None:
    assert population_sums([ROWS[i] for i in order]) == population_sums(ROWS)


@settings(max_examples=25, deadline=None)
@given(kept=st.sets(st.integers(0, 59)))
def test_a_retracted_row_was_never_there(kept: set[int]) -> None:
    gone = [replace(row, sign=-1) for i, row in enumerate(ROWS) if i not in kept]
    wanted = {key(one): one for one in population_sums([ROWS[i] for i in sorted(kept)])}

    for one in population_sums([*gone, *ROWS]):
        left = wanted.get(key(one))
        if left is None:
            assert (one.n, one.y, one.q, one.count) == (0, 0, 0, 0)
            assert not any([*one.s, *one.a, *one.b])
        else:
            assert one == left


def key(one: object) -> tuple[object, ...]:
    return (one.learner, one.action, one.event_day)  # type: ignore[attr-defined]


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, 60))
def test_batches_add_up(cut: int) -> None:
    whole = {key(one): one for one in population_sums(ROWS)}
    parts = [population_sums(ROWS[:cut]), population_sums(ROWS[cut:])]

    for name, one in whole.items():
        found = [part for batch in parts for part in batch if key(part) == name]
        assert sum(part.y for part in found) == one.y
        assert [sum(v) for v in zip(*(p.a for p in found), strict=True)] == one.a


def test_the_largest_values_of_a_year_stay_inside_64_bits() -> None:
    extreme = update(weight=256, r=4096, phi=[-(2**15)] * PHI_DIM)
    rows: list[PosteriorUpdate] = [extreme] * 1000

    one = population_sums(rows)[0]

    assert one.a == [1000 * 256 * 2**30] * PHI_DIM**2
    assert max(one.a) * 8000 < 2**63


def test_rows_of_sign_0_change_nothing() -> None:
    assert population_sums([replace(row, sign=0) for row in ROWS]) == []
    assert len(Facts.of([replace(row, sign=0) for row in ROWS]).w) == 0


def test_rounding_is_to_the_stated_units() -> None:
    phi = np.array([[0.0, 1.0, -8.0, 8.0, 100.0, 1.4 * 2**-12, -1.6 * 2**-12]])

    assert rounded_phi(phi).tolist() == [[0, 4096, -32768, 32767, 32767, 1, -2]]
    assert (sums.rounded_r(0.5), sums.rounded_weight(0.5)) == (2048, 128)
    assert update().event_day == DAY_ZERO
