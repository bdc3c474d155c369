"""One suite a table, read off the catalogue: its key, its record's annotations, its features.

A field that is not optional is never null, `Annotated` bounds are its range, and what one field
cannot say alone stands in `RELATIONS` and `WORDS`. Critical expectations stop what comes next;
warnings are told.
"""

import types
import typing
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import annotated_types

from models.domain import tables
from models.domain.tables import TABLES, Table
from models.features.catalogue import DAILY
from models.features.feature import Feature
from models.features.metrics import METRICS
from models.features.request import EXPERIENCES, GOALS

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation
    from pyspark.sql import DataFrame

Severity = Literal["critical", "warning"]
ALWAYS = "none"
"""The minimum-data rule of a feature that everybody has."""
RELATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    # (the larger or later, the other), equal allowed
    tables.OBSERVATIONS.path: (("end_ts", "start_ts"),),
    tables.SLEEP_SESSIONS.path: (("end_ts", "start_ts"),),
    tables.WORKOUTS.path: (("end_ts", "start_ts"),),
    # no source alone has more than all together
    tables.DAILY_TOTALS.path: (("raw", "largest"),),
}
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    tables.OBSERVATIONS.path: {"metric": tuple(metric.name for metric in METRICS)},
    tables.ATHLETES.path: {"goal": GOALS, "experience": EXPERIENCES},
}


def suite(table: Table) -> "list[Expectation]":
    """Return what a table must hold before the next layer may read it."""
    return [
        *_keyed(table),
        *_annotated(table),
        *(_not_before(*pair) for pair in RELATIONS.get(table.path, ())),
        *(_one_of(*words) for words in WORDS.get(table.path, {}).items()),
        *_more(table),
    ]


def _more(table: Table) -> "Iterator[Expectation]":
    if table is tables.OBSERVATIONS:
        yield from (between(metric.name, metric.low, metric.high) for metric in METRICS)
    if table is tables.DAILY_FEATURES:
        for feature in DAILY:
            yield from _feature(feature)


def _feature(feature: Feature) -> "Iterator[Expectation]":
    """Yield a feature's range, and that it is known: of everybody, or at least of somebody."""
    yield between(feature.name, feature.low, feature.high)
    yield complete(feature.name) if feature.minimum == ALWAYS else _of_somebody(feature.name)


def _keyed(table: Table) -> "Iterator[Expectation]":
    """Yield: the key is complete and unique."""
    import great_expectations.expectations as gxe

    for name in table.key:
        yield complete(name)
    if len(table.key) == 1:
        yield gxe.ExpectColumnValuesToBeUnique(column=table.key[0])
    else:
        yield gxe.ExpectCompoundColumnsToBeUnique(column_list=list(table.key))


def _annotated(table: Table) -> "Iterator[Expectation]":
    """Yield what the record's annotations say of each field."""
    hints = typing.get_type_hints(table.record, include_extras=True)
    for name, hint in hints.items():
        kinds = _alternatives(hint)
        if types.NoneType not in kinds and name not in table.key:
            yield complete(name)
        for kind in kinds:
            if bounds := _bounds(kind):
                yield _bounded(name, bounds)


def _alternatives(hint: Any) -> tuple[Any, ...]:
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if union else (hint,)


def _bounds(hint: Any) -> dict[str, Any]:
    """Return the arguments of a range for `Annotated` bounds; empty without any."""
    found: dict[str, Any] = {}
    for mark in getattr(hint, "__metadata__", ()):
        match mark:
            case annotated_types.Ge(low):
                found["min_value"] = low
            case annotated_types.Gt(low):
                found |= {"min_value": low, "strict_min": True}
            case annotated_types.Le(high):
                found["max_value"] = high
    return found


def between(column: str, low: float, high: float) -> "Expectation":
    """Return: the values lie in [low, high]."""
    return _bounded(column, {"min_value": low, "max_value": high})


def _bounded(column: str, bounds: dict[str, Any]) -> "Expectation":
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeBetween(column=column, **bounds)


def complete(column: str) -> "Expectation":
    """Return: no value is missing."""
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToNotBeNull(column=column)


def _of_somebody(column: str) -> "Expectation":
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnProportionOfNonNullValuesToBeBetween(
        column=column, min_value=0, strict_min=True, severity="warning"
    )


def _not_before(later: str, earlier: str) -> "Expectation":
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=later, column_B=earlier, or_equal=True, ignore_row_if="either_value_is_missing"
    )


def _one_of(column: str, words: tuple[str, ...]) -> "Expectation":
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(words))


SUITES: "dict[str, Callable[[], list[Expectation]]]" = {
    table.path: partial(suite, table) for table in TABLES if table.layer != "bronze"
}


def by_metric(observations: "DataFrame") -> "DataFrame":
    """Return the rows with a column for each metric: all ranges are then one look at the rows.

    A row condition for each range would be a look for each.
    """
    from pyspark.sql import functions as F

    values = {m.name: F.when(F.col("metric") == m.name, F.col("value")) for m in METRICS}
    return observations.withColumns(values)


VIEWS: "dict[str, Callable[[DataFrame], DataFrame]]" = {tables.OBSERVATIONS.path: by_metric}
"""What a suite looks at where it is not the table itself."""
