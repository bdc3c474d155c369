"""Silver of a whole lake, as a first run writes it."""

from typing import Any

from jobs.layers import Lake
from jobs.regions import EVERYTHING


def whole_silver(lake: Lake) -> dict[str, Any]:
    return lake.write_logs() | lake.write_measured(EVERYTHING)
