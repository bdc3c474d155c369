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


def test_what_is_too_large_to_be_true_is_missing(gold: dict[str, dict[int, Any]]) -> None:
    row = gold["giant"][31]

    # nine rides of a day and a night each: 129,600, not the range's 3,000
    assert (row.load_1d, row.active_minutes_14d_mean, row.workouts_7d) == (None, None, None)
    assert row.steps_1d == 100_000.0
