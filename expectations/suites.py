"""One suite a table: what must hold before the next layer may read it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.domain import tables
from models.domain.tables import Table
from models.features.catalogue import DAILY
from models.features.metrics import METRICS

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation
    from pyspark.sql import DataFrame

GOALS = ["strength", "muscle", "endurance", "fat_loss", "general_health", "stress_relief"]
LEVELS = ["beginner", "intermediate", "advanced"]
RATINGS = ("mood", "sleep_quality", "stress", "anxiety", "soreness")
MOST_A_DAY = 10_000_000
"""Of any amount: broken records are refused by their own range, this is the sum's."""
NIGHT_MOST_H, WORKOUT_MOST_MIN, HEAVIEST_KG, STRONGEST_KG = 24, 24 * 60, 1000, 1400


def by_metric(observations: "DataFrame") -> "DataFrame":
    """Return the rows with a column for each metric: all ranges are then one look at the rows.

    A row condition for each range would be a look for each.
    """
    from pyspark.sql import functions as F

    values = {m.name: F.when(F.col("metric") == m.name, F.col("value")) for m in METRICS}
    return observations.withColumns(values)


def observations() -> "list[Expectation]":
    """Return what silver.observations, `by_metric`, must hold."""
    import great_expectations.expectations as gxe

    ranges = [_between(metric.name, metric.low, metric.high) for metric in METRICS]
    names = [metric.name for metric in METRICS]
    known = gxe.ExpectColumnValuesToBeInSet(column="metric", value_set=names)
    return [*_keyed(tables.OBSERVATIONS), known, _ends_after_start(), *ranges]


def daily_totals() -> "list[Expectation]":
    """Return what silver.daily_totals must hold: no source alone has more than all together."""
    import great_expectations.expectations as gxe

    least = gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="raw", column_B="largest", or_equal=True
    )
    return [*_keyed(tables.DAILY_TOTALS), least, _between("merged", 0, MOST_A_DAY)]


def sleep_sessions() -> "list[Expectation]":
    """Return what silver.sleep_sessions must hold: a union of intervals fits into a day."""
    return [
        *_keyed(tables.SLEEP_SESSIONS),
        _ends_after_start(),
        _between("asleep_h", 0, NIGHT_MOST_H),
        _between("in_bed_h", 0, NIGHT_MOST_H),
        _between("efficiency", 0, 1),
    ]


def workouts() -> "list[Expectation]":
    """Return what silver.workouts must hold."""
    return [
        *_keyed(tables.WORKOUTS),
        _ends_after_start(),
        _between("duration_min", 0, WORKOUT_MOST_MIN),
    ]


def strength_sets() -> "list[Expectation]":
    """Return what silver.strength_sets must hold."""
    return [
        *_keyed(tables.STRENGTH_SETS),
        _between("weight_kg", 0, HEAVIEST_KG),
        _between("rpe", 0, 10),
        _between("e1rm_kg", 0, STRONGEST_KG),
    ]


def athletes() -> "list[Expectation]":
    """Return what silver.athletes must hold."""
    import great_expectations.expectations as gxe

    return [
        *_keyed(tables.ATHLETES),
        gxe.ExpectColumnValuesToBeInSet(column="goal", value_set=GOALS),
        gxe.ExpectColumnValuesToBeInSet(column="experience", value_set=LEVELS),
        gxe.ExpectColumnValuesToNotBeNull(column="timezone"),
        _between("days_per_week", 1, 7),
    ]


def checkins() -> "list[Expectation]":
    """Return what silver.checkins must hold."""
    ratings = [_between(name, 1, 5) for name in RATINGS]
    return [*_keyed(tables.CHECKINS), *ratings, _between("pain", 0, 10)]


def decisions() -> "list[Expectation]":
    """Return what silver.decisions must hold: an exact propensity, an action that exists."""
    import great_expectations.expectations as gxe

    likely = gxe.ExpectColumnValuesToBeBetween(
        column="action_probability", min_value=0, max_value=1, strict_min=True
    )
    return [*_keyed(tables.DECISIONS), _between("action", 0, 11), likely]


def feedback() -> "list[Expectation]":
    """Return what silver.feedback must hold."""
    import great_expectations.expectations as gxe

    named = gxe.ExpectColumnValuesToNotBeNull(column="decision_id")
    return [*_keyed(tables.FEEDBACK), named, _between("motivation_after", 1, 5)]


def out_of_range(features: "DataFrame") -> "DataFrame":
    """Return the rows with the names of their features out of range; null where there is none.

    An expectation for each of the hundreds would compile a query of thousands of aggregates.
    """
    from pyspark.sql import functions as F

    named = [F.when(~F.col(f.name).between(f.low, f.high), F.lit(f.name)) for f in DAILY]
    words = F.concat_ws(", ", *named)
    return features.withColumn("out_of_range", F.when(words != "", words))


def daily_features() -> "list[Expectation]":
    """Return what gold.daily_features must hold: every feature inside its catalogued range."""
    import great_expectations.expectations as gxe

    inside = gxe.ExpectColumnValuesToBeNull(column="out_of_range")
    return [*_keyed(tables.DAILY_FEATURES), inside]


def _keyed(table: Table) -> "list[Expectation]":
    """Return: the key is complete and unique."""
    import great_expectations.expectations as gxe

    complete = [gxe.ExpectColumnValuesToNotBeNull(column=name) for name in table.key]
    if len(table.key) == 1:
        return [*complete, gxe.ExpectColumnValuesToBeUnique(column=table.key[0])]
    return [*complete, gxe.ExpectCompoundColumnsToBeUnique(column_list=list(table.key))]


def _between(column: str, low: float, high: float) -> "Expectation":
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high)


def _ends_after_start() -> "Expectation":
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="end_ts", column_B="start_ts", or_equal=True
    )


SUITES: "dict[str, Callable[[], list[Expectation]]]" = {
    tables.OBSERVATIONS.path: observations,
    tables.DAILY_TOTALS.path: daily_totals,
    tables.SLEEP_SESSIONS.path: sleep_sessions,
    tables.WORKOUTS.path: workouts,
    tables.STRENGTH_SETS.path: strength_sets,
    tables.ATHLETES.path: athletes,
    tables.CHECKINS.path: checkins,
    tables.DECISIONS.path: decisions,
    tables.FEEDBACK.path: feedback,
    tables.DAILY_FEATURES.path: daily_features,
}

VIEWS: "dict[str, Callable[[DataFrame], DataFrame]]" = {
    tables.OBSERVATIONS.path: by_metric,
    tables.DAILY_FEATURES.path: out_of_range,
}
"""What a suite looks at where it is not the table itself."""
