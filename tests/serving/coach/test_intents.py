"""What a message asks for, by its words."""

import pytest

from serving.coach import words
from serving.coach.intents import intent_of


def intent(message: str) -> str:
    return intent_of(words.normalised(message))


@pytest.mark.parametrize(
    "message",
    [
        *("only 15 minutes", "I have 15 minutes", "15 min", "I've got 20 min", "just 10 minutes"),
        *("15 minutes please", "10 min max", "I only have about 10 minutes today", "20 minutes?"),
        *("I have only half an hour", "15-min is all I have", "只有15分钟", "我有20分钟", "15分钟"),
    ],
)
def test_little_time_is_a_shorter_plan(message: str) -> None:
    assert intent(message) == "shorter"


@pytest.mark.parametrize(
    "message",
    [
        *("I ran 15 minutes", "I only ran 15 minutes", "I ran only 15 minutes", "ran 15 min today"),
        *("I did just 10 minutes", "I have run 15 minutes", "I slept only 30 minutes"),
        *("my best is 15 minutes", "跑了15分钟"),
    ],
)
def test_minutes_that_are_over_shorten_nothing(message: str) -> None:
    assert intent(message) != "shorter"
