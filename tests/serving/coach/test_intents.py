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
        *("my best is 15 minutes", "跑了15分钟", "I'm not short of breath"),
        "can you explain why today's ride is only 35 minutes?",
    ],
)
def test_minutes_that_are_over_shorten_nothing(message: str) -> None:
    assert intent(message) != "shorter"


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("I can't sleep and everything feels pointless", "despair"),
        ("I feel so worthless", "despair"),
        ("I'm hopeless", "despair"),
        ("there is no hope", "despair"),
        ("一切都没有意义", "despair"),
        ("我觉得自己一无是处", "despair"),
        ("I feel empty", "mood"),
        ("I feel really down today", "mood"),
        ("I've been down lately", "mood"),
        ("I'm in a bad mood", "mood"),
        ("my mood is low", "mood"),
        ("so stressed", "mood"),
        ("心情很差", "mood"),
        ("压力好大", "mood"),
        ("感觉很空虚", "mood"),
    ],
)
def test_a_feeling_that_is_said_is_a_low_mood(message: str, name: str) -> None:
    assert intent(message) == name


@pytest.mark.parametrize(
    "message",
    [
        *("what's my mood?", "how is my stress?", "show me my mood", "what was my anxiety level?"),
        *("I want to get down to 70 kg", "my gym bag is empty", "I'm hopeless at push-ups"),
        *(
            "I don't feel hopeless",
            "I sit down a lot",
            "我的心情怎么样？",
            "麻烦你",
            "my mood is good",
        ),
    ],
)
def test_what_is_no_feeling_is_no_low_mood(message: str) -> None:
    assert intent(message) not in ("mood", "despair")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("thanks", "thanks"),
        ("ok, thank you!", "thanks"),
        ("thanks, and why this plan?", "explain"),
        ("hi", "hello"),
        ("yes", "ok"),
        ("are you a real person?", "who"),
        ("你是谁", "who"),
        ("qwerty", "fallback"),
    ],
)
def test_small_talk_is_told_apart(message: str, name: str) -> None:
    assert intent(message) == name
