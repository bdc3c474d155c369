"""Poison checks: defects of a bundle that no off-policy estimate can outweigh."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt


def poison(
    arrays: Mapping[str, npt.NDArray[np.generic]], *, signature: str, expected: str
) -> tuple[str, ...]:
    """Return the defects found: weights that are no finite numbers, a foreign feature service."""
    broken = [name for name, array in sorted(arrays.items()) if not _finite(array)]
    defects = [f"weights of {name} are not finite" for name in broken]
    if signature != expected:
        defects.append(f"feature service {signature[:12]} is not {expected[:12]}")
    return tuple(defects)


def _finite(array: npt.NDArray[np.generic]) -> bool:
    return array.dtype.kind != "f" or bool(np.isfinite(array.astype(np.float64)).all())
