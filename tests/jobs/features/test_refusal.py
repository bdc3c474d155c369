from typing import Any

import pytest

from models.features.catalogue import DAILY

pytestmark = pytest.mark.spark
STEPS = next(feature for feature in DAILY if feature.name == "steps_1d")


@pytest.fixture(scope="module")
def rows(spark: Any) -> Any:
    """Return four rows: steps on both bounds, above, and not a number; all else unknown."""
    from pyspark.sql import functions as F

    values = [(STEPS.low,), (STEPS.high,), (STEPS.high + 1,), (float("nan"),)]
    frame = spark.createDataFrame([(float(v),) for (v,) in values], "steps_1d double")
    others = [F.lit(None).cast("double").alias(f.name) for f in DAILY if f is not STEPS]
    head = [F.lit(name).alias(name) for name in ("user_id", "day", "event_ts", "imported", "month")]
    return frame.select("steps_1d", *others, *head)


def test_a_value_out_of_its_range_is_missing_and_not_bent(rows: Any) -> None:
    from jobs.gold import kept

    found = [row.steps_1d for row in kept(rows).collect()]

    assert found == [STEPS.low, STEPS.high, None, None]


def test_refused_values_are_counted_by_feature(rows: Any) -> None:
    from jobs.gold import refused

    assert refused(rows) == {"steps_1d": 2}
