"""Slips in the words that matter are put right, and words that only look like slips are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.coach.spelling import corrected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chets", "chest"), ("chesst", "chest"), ("cgest", "chest"), ("diziness", "dizziness"),
        ("presure", "pressure"), ("tiiiight", "tight"), ("brething", "breathing"),
        ("palpatations", "palpitations"), ("cant breath", "can't breath"), ("疼疼疼疼", "疼"),
    ],
)  # fmt: skip
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize("word", ["cheat", "chess", "heard", "heat", "light", "fright", "bread"])
def test_another_word_is_left_alone(word: str) -> None:
    assert corrected(f"the {word} is on") == f"the {word} is on"


@given(st.text(alphabet="abcdefghist '疼", max_size=60))
def test_twice_is_as_once(text: str) -> None:
    assert corrected(corrected(text)) == corrected(text)
