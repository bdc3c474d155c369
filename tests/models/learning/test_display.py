"""The mission's worked example, and what its formulas do beside it."""

import pytest

from models.learning.display import START_SCORE, Answer, engagement_delta, rl_reward_signal

MISSION = [Answer(True, 2, 4), Answer(False, 2, 2)]


def test_the_missions_batch_gives_its_reward_signal() -> None:
    assert rl_reward_signal(MISSION) == pytest.approx(0.45)


def test_the_missions_batch_gives_its_engagement_delta() -> None:
    delta = engagement_delta(rl_reward_signal(MISSION), START_SCORE)

    assert delta == pytest.approx(0.20)


def test_reporting_again_changes_nothing_more() -> None:
    before = START_SCORE
    once = before + engagement_delta(rl_reward_signal(MISSION), before)
    again = before + engagement_delta(rl_reward_signal(MISSION), before)

    assert once == again


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ([], 0.0),
        ([Answer(False, None, None)], 0.0),
        ([Answer(True, None, None)], 0.5),
        ([Answer(True, 4, 2)], 0.5),
        ([Answer(True, 1, 5)], 0.9),
        ([Answer(True, 2, 4), Answer(True, None, 5)], 0.6),
    ],
)
def test_missing_and_falling_motivation_add_nothing(answers: list[Answer], wanted: float) -> None:
    assert rl_reward_signal(answers) == pytest.approx(wanted)
