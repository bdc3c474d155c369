"""A row of a JSON file as fields of a frozen dataclass."""

from collections.abc import Mapping
from typing import Any


def immutable(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with its lists as tuples."""
    return {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
