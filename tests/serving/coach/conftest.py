"""An athlete who talks to the coach."""

from collections.abc import Callable

import pytest

from tests.builders.talks import Talk, talk_of
from tests.serving.conftest import House, Phone

Say = Callable[..., Talk]


@pytest.fixture
def phone(house: House) -> Phone:
    return house.athlete(goal="strength", minutes_per_day=60)


@pytest.fixture
def say(phone: Phone) -> Say:
    def said(message: str) -> Talk:
        answer = phone.ask("POST", "/coach/messages", {"message": message})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        return talk_of(answer.text)

    return said
