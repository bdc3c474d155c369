"""No wish gets anything past the gate."""

from contextlib import suppress
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.activities import activities
from models.safety.gate import Screening
from serving.coach.changes import RANK, Change, Kind, Refused, delta_of

NAMES = sorted(activities())


def screening(actions: Any = range(12), names: Any = NAMES) -> Screening:
    return Screening(
        level="ok",
        text="",
        readiness="green",
        allowed_actions=tuple(sorted(actions)),
        exploration_set=(),
        allowed_activities=tuple(sorted(names)),
        removed=(),
    )


@given(
    kind=st.sampled_from(get_args(Kind)),
    action=st.integers(0, 11),
    plan=st.lists(st.sampled_from(NAMES), min_size=1, max_size=7, unique=True),
    allowed=st.sets(st.sampled_from(NAMES)),
    may=st.sets(st.integers(0, 11), min_size=1),
    minutes=st.none() | st.integers(5, 240),
)
def test_a_delta_holds_only_what_is_allowed(
    kind: Kind, action: int, plan: Any, allowed: Any, may: Any, minutes: Any
) -> None:
    gate = screening(may | {action}, allowed)
    with suppress(Refused):
        delta = delta_of(
            Change(kind=kind, minutes=minutes, catalogue_id=plan[0]), action, plan, gate
        )
        assert delta.action in gate.allowed_actions
        assert set(delta.kept) <= allowed & set(plan)
        assert set(delta.choices) <= allowed
        assert not set(delta.choices) & set(delta.kept)
        assert 0 <= delta.draw <= len(delta.choices) or kind == "shorter"


PLAN = ["hiit-bodyweight-12", "squat-ladder", "walk-easy-10", "body-scan", "stretch-gentle-5"]


def test_easier_drops_the_hardest() -> None:
    delta = delta_of(Change(kind="easier"), 1, PLAN, screening())

    assert "hiit-bodyweight-12" not in delta.kept
    assert all(RANK[activities()[n].intensity] <= 1 for n in (*delta.kept, *delta.choices))
    assert len(delta.kept) + delta.draw == len(PLAN)


def test_rest_leaves_only_gentle_things() -> None:
    delta = delta_of(Change(kind="rest"), 1, PLAN, screening())

    assert delta.action == 5
    assert all(activities()[n].intensity == "Low" for n in (*delta.kept, *delta.choices))


def test_shorter_fits_the_minutes() -> None:
    delta = delta_of(Change(kind="shorter", minutes=20), 1, PLAN, screening())

    assert 0 < sum(activities()[name].minutes for name in delta.kept) <= 20
    assert delta.draw == 0


def test_harder_needs_the_gates_leave() -> None:
    with pytest.raises(Refused):
        delta_of(Change(kind="harder"), 0, PLAN, screening(actions={0, 3, 5}))


def test_what_is_not_in_the_plan_cannot_be_swapped() -> None:
    with pytest.raises(Refused, match="not_in_plan"):
        delta_of(Change(kind="swap", catalogue_id="yoga-slow"), 0, PLAN, screening())
