import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalogue.activities import Activity, activities, fitting
from models.policy.slate import MAX_OF_TYPE, SlateRequest, draw_slate

ALL = tuple(activities().values())


def request(**given: object) -> SlateRequest:
    usual: dict[str, object] = {
        "candidates": fitting(0), "scores": {}, "minutes": 60, "seed": 1, "temperature": 0.1,
    }  # fmt: skip
    return SlateRequest(**{**usual, **given})  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    chosen=st.sets(st.sampled_from(ALL), min_size=5, max_size=30),
    minutes=st.integers(0, 150),
    seed=st.integers(0, 2**64 - 1),
)
def test_five_candidates_give_five_to_seven_different_places(
    chosen: set[Activity], minutes: int, seed: int
) -> None:
    slate = draw_slate(request(candidates=tuple(chosen), minutes=minutes, seed=seed))
    names = [slot.catalogue_id for slot in slate.slots]

    assert 5 <= len(names) == len(set(names)) <= 7
    assert [slot.slot for slot in slate.slots] == list(range(1, len(names) + 1))
    for slot, chances in zip(slate.slots, slate.probabilities, strict=True):
        assert sum(chances.values()) == pytest.approx(1.0, abs=1e-12)
        assert chances[slot.catalogue_id] == slot.probability
        assert list(chances) == sorted(chances)
        assert min(chances.values()) >= 0.1 / len(chances) * (1 - 1e-12)
    if len(names) > 5:
        assert sum(slot.planned_minutes for slot in slate.slots) <= minutes


@pytest.mark.parametrize("action", range(12))
@pytest.mark.parametrize("minutes", [30, 45, 60])
def test_minutes_stretch_only_as_far_as_needed(action: int, minutes: int) -> None:
    fits = fitting(action)
    least = sum(sorted(a.minutes for a in fits)[:5])
    slate = draw_slate(request(candidates=fits, minutes=minutes, seed=action))

    total = sum(slot.planned_minutes for slot in slate.slots)
    assert total <= max(minutes, 1.5 * least)


def test_one_type_does_not_fill_a_slate_that_has_others() -> None:
    for seed in range(20):
        slate = draw_slate(request(minutes=200, seed=seed))
        types = [activities()[slot.catalogue_id].type for slot in slate.slots]
        assert max(types.count(kind) for kind in types) <= MAX_OF_TYPE


def test_one_type_may_fill_a_slate_when_there_is_no_other() -> None:
    only = tuple(a for a in ALL if a.type == "meditation")[:6]

    assert len(draw_slate(request(candidates=only, minutes=200, length_min=6)).slots) == 6


def test_fewer_than_five_give_what_is_left() -> None:
    assert len(draw_slate(request(candidates=ALL[:3])).slots) == 3
    assert draw_slate(request(candidates=())) == dataclasses.replace(
        draw_slate(request(candidates=())), slots=(), probabilities=(), forced=False
    )


def test_little_choice_is_flagged() -> None:
    assert draw_slate(request(candidates=ALL[:9], minutes=500)).forced
    assert not draw_slate(request(candidates=ALL, minutes=500)).forced


def test_better_activities_come_first() -> None:
    best = fitting(0)[3].catalogue_id
    slate = draw_slate(request(scores={best: 1.0}, minutes=300))

    assert slate.probabilities[0][best] > 0.85


def test_slots_use_streams_of_their_own() -> None:
    one, other = draw_slate(request(seed=5)), draw_slate(request(seed=6))

    assert one != other
    assert one == draw_slate(request(seed=5))
