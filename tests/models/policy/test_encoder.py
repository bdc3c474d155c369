import numpy as np
import pytest

from models.domain.decisions import PHI_DIM
from models.policy.encoder import Encoder, context_array

COLUMNS, HIDDEN = 70, 48


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    rng = np.random.default_rng(1)
    return Encoder(
        "enc",
        center=rng.normal(size=COLUMNS),
        scale=rng.uniform(0.5, 2, COLUMNS),
        w1=rng.normal(0, 0.2, (2 * COLUMNS, HIDDEN)),
        c1=rng.normal(0, 0.1, HIDDEN),
        w2=rng.normal(0, 0.2, (HIDDEN, PHI_DIM - 1)),
        c2=rng.normal(0, 0.1, PHI_DIM - 1),
    )


def contexts(n: int) -> np.ndarray:
    rng = np.random.default_rng(2)
    found = rng.normal(0, 3, (n, COLUMNS))
    found[rng.random(found.shape) < 0.3] = np.nan
    return found


def test_a_batch_embeds_as_its_rows_do(encoder: Encoder) -> None:
    rows = contexts(300)

    batch = encoder.embed(rows)

    assert batch.dtype == np.int16
    assert batch.shape == (300, PHI_DIM)
    assert all(np.array_equal(encoder.embed(rows[i : i + 1])[0], batch[i]) for i in range(300))
    assert np.array_equal(encoder.embed(np.asfortranarray(rows[::-1]))[::-1], batch)


def test_the_first_value_is_the_constant_1(encoder: Encoder) -> None:
    assert (encoder.embed(contexts(5))[:, 0] == 4096).all()


def test_missing_is_not_the_same_as_usual(encoder: Encoder) -> None:
    usual = encoder.center[None, :].copy()
    missing = np.full((1, COLUMNS), np.nan)

    assert not np.array_equal(encoder.embed(usual), encoder.embed(missing))


def test_one_broken_sensor_is_cut(encoder: Encoder) -> None:
    wild, cut = np.zeros((2, COLUMNS))
    wild[3], cut[3] = 1e300, encoder.center[3] + 4.0 * encoder.scale[3]

    one, other = encoder.embed(wild[None, :]), encoder.embed(cut[None, :])
    assert np.abs(one.astype(int) - other.astype(int)).max() <= 1


def test_arrays_round_trip(encoder: Encoder) -> None:
    again = Encoder.from_arrays("enc", encoder.arrays())

    assert np.array_equal(again.embed(contexts(3)), encoder.embed(contexts(3)))
    with pytest.raises(KeyError, match="w2"):
        Encoder.from_arrays("enc", {k: v for k, v in encoder.arrays().items() if k != "w2"})


def test_no_rows_give_no_rows(encoder: Encoder) -> None:
    assert encoder.embed(np.empty((0, COLUMNS))).shape == (0, PHI_DIM)


def test_a_context_of_another_length_is_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="broadcast"):
        encoder.embed(np.zeros((1, COLUMNS + 1)))


def test_none_becomes_nan() -> None:
    assert np.array_equal(context_array([1.0, None]), [1.0, np.nan], equal_nan=True)
