"""What was said before still counts: after a crisis, and while a warning stands."""

from typing import Any

import pytest

from serving.coach.phrasebook import phrase
from tests.builders.samples import sent
from tests.serving.conftest import House, Phone

FULL = phrase("emergency", "en")
CARE = phrase("after_crisis", "en")
NEXT_DAY = "2026-10-02T07:00:01Z"


@pytest.mark.parametrize(
    "reply",
    ["yes, my sister is here", "I feel a bit better", "ok", "hello", "thanks", "no, nobody"],
)
def test_after_a_crisis_small_talk_is_met_with_care(say: Any, reply: str) -> None:
    say("I want to die")
    talk = say(reply)

    assert talk.text == CARE
    assert (talk.level, talk.done["tools"]) == ("ok", [])
    assert say(reply).text == CARE


def test_after_a_crisis_care_speaks_chinese(say: Any) -> None:
    say("我不想活了")

    assert say("我姐姐在这里").text == phrase("after_crisis", "zh")


def test_a_wish_after_a_crisis_is_heard(say: Any, phone: Phone) -> None:
    phone.plan()
    say("I want to die")

    assert say("breathe with me").done["tools"] == ["breathing_prompt"]


def test_care_lasts_a_day(say: Any, phone: Phone) -> None:
    say("I want to die")
    say("hello")
    phone.at = NEXT_DAY

    assert say("hello").text != CARE


def test_care_comes_before_a_warning_that_stands(say: Any) -> None:
    say("my chest feels tight")
    say("I want to die")

    assert say("yes, my sister is here").text == CARE
    assert say("shorter please").text == CARE
    again = say("my chest feels tight")
    assert (again.level, again.text) == ("emergency", FULL)
    assert "still stands" in say("ok").text


@pytest.mark.parametrize(
    "message", ["yes", "shorter please", "how did I sleep last week?", "my knee hurts a bit"]
)
def test_the_full_warning_is_said_once_and_stands_in_short(say: Any, message: str) -> None:
    assert say("my chest feels tight").text == FULL
    talk = say(message)

    assert talk.level == "emergency"
    assert talk.text == phrase(
        "emergency_stands", "en", at="07:00 UTC", until="07:00 (2026-10-02) UTC"
    )


def test_a_warning_has_the_time_of_the_athlete(house: House) -> None:
    phone = house.athlete(timezone="Asia/Shanghai")
    for message in ("胸口发闷", "好的"):
        answer = phone.ask("POST", "/coach/messages", {"message": message})

    assert "15:00 的警告仍然有效" in answer.text
    assert "即 15:00 (2026-10-02) 自动结束" in answer.text


@pytest.mark.parametrize("message", ["I just fainted", "I'm dizzy", "my knee hurts, 9/10"])
def test_a_new_red_flag_gets_the_full_warning(say: Any, message: str) -> None:
    say("my chest feels tight")

    assert say(message).text == FULL


def test_a_flag_that_the_coach_did_not_speak_of_gets_the_full_warning(
    say: Any, phone: Phone
) -> None:
    phone.check_in(symptoms=["chest_pain"])

    assert say("hello").text == FULL
    assert say("hello").text != FULL
    phone.at = "2026-10-01T08:00:00Z"
    phone.check_in(symptoms=["syncope"])
    assert say("hello").text == FULL


def test_a_vital_sign_warns_in_full_and_then_in_short(say: Any, phone: Phone) -> None:
    danger = sent("spo2", 0.83)
    assert phone.ask("POST", "/wearables/samples", {"samples": [danger]}).json()["flags"]

    assert say("hello").text == FULL
    measured = danger["end_ts"][11:16]
    assert say("hello").text.startswith(f"The warning of {measured} UTC still stands")


def test_a_warning_ends_when_it_said(say: Any, phone: Phone) -> None:
    say("my chest feels tight")
    phone.at = "2026-10-02T06:59:59Z"
    assert say("why this plan?").level == "emergency"
    assert phone.plan()["activities"] == []
    phone.at = NEXT_DAY

    assert say("why this plan?").level == "ok"
    assert phone.plan()["activities"]
