"""Numbers come from tools only."""

import pytest

from serving.coach.grounding import allowed, complete, numbers_of


@pytest.mark.parametrize(
    ("sentence", "fine"),
    [
        ("Sleep was 6.4 hours.", True),
        ("About 6 hours.", True),
        ("Do 3 of 5.", True),
        ("Your heart rate was 48.", False),
        ("No numbers here.", True),
        ("You slept 6.4 hours and walked 9000 steps.", False),
        ("I diagnose a strain.", False),
        ("Take 400 mg of something.", False),
    ],
)
def test_only_known_numbers_may_be_said(sentence: str, fine: bool) -> None:
    known = numbers_of({"sleep": 6.4, "goal": {"done": 3, "open": ["5 left"]}, "flag": True})

    assert allowed(sentence, known) is fine


def test_sentences_are_complete_before_they_are_judged() -> None:
    assert complete("Do 1") == ([], "Do 1")
    assert complete("Do 12. And then") == (["Do 12."], " And then")
    assert complete("睡了6.4小时。好") == (["睡了6.4小时。"], "好")
    assert complete("It was 6.") == ([], "It was 6.")
    assert complete("It was 6.\n") == (["It was 6."], "")
