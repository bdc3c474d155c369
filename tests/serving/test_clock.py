"""Time is the wall's, unless a test says otherwise and may."""

from datetime import UTC, datetime

import pytest

from serving.clock import Clock
from serving.problems import Problem


def test_the_header_sets_the_time_of_a_test() -> None:
    now = Clock(testing=True).now("2026-10-01T09:30:00+02:00")

    assert now == datetime(2026, 10, 1, 7, 30, tzinfo=UTC)


def test_without_the_setting_the_header_is_refused() -> None:
    with pytest.raises(Problem, match="FITLOOP_TEST_CLOCK=1") as refused:
        Clock(testing=False).now("2026-10-01T09:30:00Z")
    assert (refused.value.status, refused.value.field) == (400, "X-As-Of")


@pytest.mark.parametrize("text", ["yesterday", "2026-10-01T09:30:00"])
def test_a_time_that_cannot_be_placed_is_refused(text: str) -> None:
    with pytest.raises(Problem, match=text):
        Clock(testing=True).now(text)
