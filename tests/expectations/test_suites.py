from typing import Any

import pytest

from expectations.suites import SUITES
from jobs.layers import SILVER
from models.domain.tables import DAILY_FEATURES, OBSERVATIONS, TABLES
from models.features.catalogue import DAILY
from models.features.metrics import METRICS
from tests.builders.frames import frame

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
BETWEEN = "expect_column_values_to_be_between"


def suite(path: str) -> list[Any]:
    return [one.configuration for one in SUITES[path]()]


def test_whatever_the_lake_job_writes_has_a_suite() -> None:
    assert set(SUITES) == {table.path for table in (*SILVER, DAILY_FEATURES)}


def test_every_key_is_complete_and_unique() -> None:
    for table in [table for table in TABLES if table.path in SUITES]:
        rules = suite(table.path)
        complete = {r.kwargs["column"] for r in rules if r.type.endswith("to_not_be_null")}
        unique = [r.kwargs for r in rules if r.type.endswith("to_be_unique")]

        assert set(table.key) <= complete
        assert [tuple(k.get("column_list") or [k["column"]]) for k in unique] == [table.key]


def test_every_metric_has_its_range_once() -> None:
    ranges = [rule.kwargs for rule in suite(OBSERVATIONS.path) if rule.type == BETWEEN]

    assert [(r["column"], r["min_value"], r["max_value"]) for r in ranges] == [
        (metric.name, metric.low, metric.high) for metric in METRICS
    ]


@pytest.mark.spark
def test_every_feature_has_its_catalogued_range(spark: Any) -> None:
    from expectations.suites import out_of_range

    bounds = [{f.name: float(f.low) for f in DAILY}, {f.name: float(f.high) for f in DAILY}]
    outside = [
        {f.name: f.low - 1.0 for f in DAILY},
        {f.name: f.high + 1.0 for f in DAILY},
        {f.name: float("nan") for f in DAILY},
    ]
    rows = frame(spark, DAILY_FEATURES, *bounds, *outside, {})
    found = [row.out_of_range for row in out_of_range(rows).collect()]

    assert found == [None, None, *[", ".join(f.name for f in DAILY)] * 3, None]
