from typing import Any

import pytest

from infra.settings import Settings
from jobs.records import append_records, read_records
from jobs.training_set import training_set
from models.domain.events import Feedback
from models.domain.rows import TrainingRow
from models.domain.tables import EVENTS, TRAINING_ROWS
from models.learning.chronicle import chronicle
from models.learning.table import training_rows
from tests.builders.history import AS_OF, athletes, event_records

SOME = tuple(athletes().items())[:6]


def open_history(settings: Settings) -> None:
    """Write history as it arrives: without closes."""
    records = tuple(
        record
        for _, own in SOME
        for record in own
        if not (isinstance(record, Feedback) and record.kind == "close")
    )
    append_records(event_records(records), EVENTS, settings)


@pytest.mark.spark
def test_spark_gives_the_rows_of_the_pure_function(spark: Any, settings: Settings) -> None:
    open_history(settings)

    facts = training_set(spark, settings, AS_OF)

    expected = [r for user, own in SOME for r in training_rows(chronicle(user, own, ()), AS_OF)]
    found = read_records(TRAINING_ROWS, TrainingRow, settings)
    assert sorted(found, key=_id) == sorted(expected, key=_id)
    assert facts["rows"] == len(expected)
    assert facts["closed"] == sum(r.reward is not None for r in expected) > 50


def _id(row: TrainingRow) -> str:
    return row.decision_id
