import hashlib

import numpy as np
import pytest

from models.policy.draw import drawn_action, pick, uniform


def test_uniform_is_the_stated_hash() -> None:
    digest = hashlib.sha256(bytes.fromhex("000000000000002a" + "00000003")).digest()

    assert uniform(42, 3) == (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def test_uniforms_fill_the_interval() -> None:
    u = np.array([uniform(seed, k) for seed in range(500) for k in range(8)])

    assert 0 <= u.min() < u.max() < 1
    assert abs(u.mean() - 0.5) < 4 * 0.289 / np.sqrt(len(u))


def test_seeds_have_64_bits() -> None:
    assert 0 <= uniform(2**64 - 1, 0) < 1
    with pytest.raises(OverflowError):
        uniform(2**64, 0)


@pytest.mark.parametrize(("u", "wanted"), [(0.0, "a"), (0.3, "b"), (0.999, "c")])
def test_pick_takes_the_first_sum_above_u(u: float, wanted: str) -> None:
    assert pick("abc", [0.3, 0.5, 0.2], u) == wanted


def test_pick_falls_back_to_the_last_where_rounding_leaves_none() -> None:
    assert pick("ab", [0.5, 0.5 - 1e-9], 1 - 2**-53) == "b"


def test_an_action_of_probability_0_is_never_drawn() -> None:
    short = [0.0, 0.5, 0.5 - 1e-9, *[0.0] * 9]

    assert {drawn_action(short, seed) for seed in range(300)} == {1, 2}
    assert pick([1, 2], short[1:3], 1 - 2**-53) == 2
