"""The smallest and the largest value of many columns, from one small look at the rows.

A range holds for every row when it holds for these two, so hundreds of ranges cost Great
Expectations a frame of three rows; only a range that fails is looked up among the rows themselves.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from expectations.kept import SHARE
from models.domain import tables

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation
    from pandas import DataFrame as Few
    from pyspark.sql import DataFrame

MANY = 20
"""Ranges from which on a look of its own is cheaper."""
DECIDED = {
    "expect_column_values_to_be_between",
    "expect_column_values_to_not_be_null",
    SHARE,
}
"""What three rows decide; the last only as "more than none"."""


def measured(path: str, suite: "Sequence[Expectation]") -> list[str]:
    """Return the columns whose expectations extremes decide: those with a range; [] for few."""
    ranges = "expect_column_values_to_be_between"
    found = [one.column for one in suite if one.expectation_type == ranges]
    return found if len(found) >= MANY and path in LONG else []


def decided(one: "Expectation", columns: Sequence[str]) -> bool:
    """Say whether extremes of these columns decide an expectation."""
    return one.expectation_type in DECIDED and getattr(one, "column", None) in columns


def extremes(path: str, frame: "DataFrame", columns: Sequence[str]) -> "Few":
    """Return three rows: the smallest values, the largest, and one that is null where any is.

    Of days on which nobody has a row: none.
    """
    import pandas as pd
    from pyspark.sql import functions as F

    rows = frame.count() if path == tables.DAILY_FEATURES.path else None
    if rows == 0:
        return pd.DataFrame(columns=list(columns), dtype="float64")
    # pandas reads NaN as missing, a range must not
    value = F.nanvl("value", F.lit(math.inf))
    long = LONG[path](frame, list(columns)).groupBy("column")
    found = long.agg(F.min(value), F.max(value), F.count(value)).collect()
    name_of = dict(enumerate(columns))
    held: dict[str, list[float | None]] = {
        name_of.get(column, column): [low, high, low if known == rows else None]
        for column, low, high, known in found
    }
    none: list[float | None] = [None, None, None]
    return pd.DataFrame({name: held.get(name, none) for name in columns}, dtype="float64")


def _features(frame: "DataFrame", columns: list[str]) -> "DataFrame":
    """Return (place of the column, value) of a wide table.

    An aggregate of 450 columns takes longer to plan; names in place of numbers are not compiled.
    """
    from pyspark.sql import functions as F

    return frame.select(F.posexplode(F.array(*columns)).alias("column", "value"))


def _metrics(frame: "DataFrame", columns: list[str]) -> "DataFrame":
    from pyspark.sql import functions as F

    return frame.where(F.col("metric").isin(columns)).select(
        F.col("metric").alias("column"), "value"
    )


LONG: dict[str, Any] = {tables.DAILY_FEATURES.path: _features, tables.OBSERVATIONS.path: _metrics}
"""How a table's measured columns become (column or its place, value)."""
