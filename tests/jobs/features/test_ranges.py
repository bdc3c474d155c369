from typing import Any

import pytest

from models.features.catalogue import DAILY

pytestmark = pytest.mark.spark


def test_every_value_lies_in_its_catalogued_range(gold: dict[str, dict[int, Any]]) -> None:
    outside = {
        (user, f.name, row[f.name])
        for user, days in gold.items()
        for row in days.values()
        for f in DAILY
        if row[f.name] is not None and not f.low <= row[f.name] <= f.high
    }

    assert outside == set()


def test_every_feature_is_known_of_somebody(gold: dict[str, dict[int, Any]]) -> None:
    rows = [row for days in gold.values() for row in days.values()]

    assert [f.name for f in DAILY if all(row[f.name] is None for row in rows)] == []
