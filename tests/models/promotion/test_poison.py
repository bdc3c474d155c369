import numpy as np

from models.promotion.poison import poison


def test_clean_arrays_pass() -> None:
    arrays = {"w": np.ones(3), "ids": np.array(["a", "b"])}

    assert poison(arrays, signature="abc", expected="abc") == ()


def test_nan_weights_and_a_wrong_signature_are_named() -> None:
    found = poison({"w": np.array([1.0, np.nan])}, signature="abc", expected="xyz")

    assert found == ("weights of w are not finite", "feature service abc is not xyz")
