from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from expectations.suites import SUITES
from jobs.layers import SILVER
from models.domain.tables import (
    DAILY_FEATURES,
    OBSERVATIONS,
    SLEEP_SESSIONS,
    TABLES,
    TRAINING_ROWS,
)
from models.features.catalogue import DAILY
from models.features.metrics import METRICS

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
BETWEEN = "expect_column_values_to_be_between"
NOT_NULL = "expect_column_values_to_not_be_null"


def suite(path: str) -> list[Any]:
    return [one.configuration for one in SUITES[path]()]


def test_every_table_of_silver_and_gold_has_a_suite() -> None:
    assert set(SUITES) == {table.path for table in TABLES if table.layer in ("silver", "gold")}
    assert {table.path for table in SILVER} <= set(SUITES)


def test_a_field_that_is_not_optional_is_never_null() -> None:
    complete = {r.kwargs["column"] for r in suite(SLEEP_SESSIONS.path) if r.type == NOT_NULL}

    fields = get_type_hints(SLEEP_SESSIONS.record).items()
    assert complete == {name for name, hint in fields if NoneType not in get_args(hint)}
    assert {"asleep_h", "is_primary"} <= complete
    assert "deep_h" not in complete


def test_bounds_of_an_annotation_are_the_fields_range() -> None:
    ranges = {r.kwargs["column"]: r.kwargs for r in suite(TRAINING_ROWS.path) if r.type == BETWEEN}

    assert set(ranges) == {"action", "action_probability", "completion", "reward"}
    assert (ranges["reward"]["min_value"], ranges["reward"]["max_value"]) == (0, 1)
    assert ranges["action_probability"]["strict_min"]


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


def test_every_feature_has_its_catalogued_range_and_is_known_of_somebody() -> None:
    rules = suite(DAILY_FEATURES.path)
    ranges = [rule.kwargs for rule in rules if rule.type == BETWEEN]
    known = {r.kwargs["column"] for r in rules if r.severity == "warning"}
    always = {r.kwargs["column"] for r in rules if r.type == NOT_NULL}

    found = {r["column"]: (r["min_value"], r["max_value"]) for r in ranges}
    assert found == {feature.name: (feature.low, feature.high) for feature in DAILY}
    assert known == {feature.name for feature in DAILY if feature.minimum != "none"}
    assert {feature.name for feature in DAILY if feature.minimum == "none"} <= always
