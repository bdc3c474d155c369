from dataclasses import replace

import numpy as np
import pytest

from models.learning.training import TooFewRows, held_back, train
from models.policy.bundle import content_version

GROUPS = ("history", "sleep", "sleep", "noise")


@pytest.fixture(scope="module")
def rows(world):
    """Rows whose reward depends on action 5 when tired and on action 2 when rested."""
    examples, _ = world(11, n=1500)
    tired = np.nan_to_num(examples.context[:, 1])
    gain = 0.15 * tired * (examples.action == 5) - 0.15 * tired * (examples.action == 2)
    noise = np.random.default_rng(12).normal(0, 0.05, len(examples))
    return replace(examples, reward=np.clip(0.5 + gain + noise, 0, 1))


@pytest.fixture(scope="module")
def trained(rows):
    return train(rows, seed=7, groups=GROUPS)


def test_reward_is_linear_in_phi_for_every_action(rows, trained) -> None:
    phi = trained.encoder.embed(rows.context) * 2.0**-12
    for action in (2, 5):
        mine = rows.action == action
        fitted = np.linalg.lstsq(phi[mine], rows.reward[mine], rcond=1e-6)[0]
        explained = 1 - np.var(rows.reward[mine] - phi[mine] @ fitted) / np.var(rows.reward[mine])
        assert explained > 0.7


def test_phi_starts_with_the_constant_and_stays_bounded(rows, trained) -> None:
    phi = trained.encoder.embed(rows.context)

    assert phi.shape == (len(rows), 32)
    assert (phi[:, 0] == 4096).all()
    assert np.abs(phi).max() <= 4096


def test_the_same_rows_and_seed_give_the_same_versions(rows, trained) -> None:
    again = train(rows, seed=7, groups=GROUPS)

    assert again.encoder.version == trained.encoder.version
    assert again.completion.version == trained.completion.version
    assert train(rows, seed=8, groups=GROUPS).encoder.version != trained.encoder.version


def test_too_few_rows_are_refused(rows) -> None:
    with pytest.raises(TooFewRows, match="40 closed rows"):
        train(rows.where(np.arange(len(rows)) < 40), seed=7, groups=GROUPS)


def test_versions_name_content() -> None:
    one = {"w": np.arange(4.0)}

    assert content_version("e", one) == content_version("e", {"w": np.arange(4.0)})
    assert content_version("e", one) != content_version("e", {"w": np.arange(4.0).reshape(2, 2)})


def test_a_fifth_of_the_athletes_is_held_back() -> None:
    share = np.mean([held_back(f"athlete-{i}") for i in range(4000)])

    assert share == pytest.approx(0.2, abs=0.025)
