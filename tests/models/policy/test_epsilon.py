import pytest

from models.policy.epsilon import epsilon


@pytest.mark.parametrize(
    ("episodes", "wanted"), [(0, 0.30), (15, 0.27), (255, 0.05), (10**6, 0.05)]
)
def test_epsilon_decays_with_closed_episodes(episodes: int, wanted: float) -> None:
    assert round(epsilon(episodes), 2) == wanted


def test_the_floor_begins_at_episode_256() -> None:
    assert epsilon(255) > 0.05 == epsilon(256)
