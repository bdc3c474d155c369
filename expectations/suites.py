"""One suite a table: what must hold before the next layer may read it."""

from collections.abc import Callable
from typing import Any

from models.domain import tables
from models.domain.tables import Table
from models.features.catalogue import DAILY

METRIC_RANGES = {
    "resting_hr_bpm": (25, 130),
    "hrv_rmssd_ms": (1, 400),
    "hrv_sdnn_ms": (1, 500),
    "oura_readiness_score": (0, 100),
    "body_mass_kg": (20, 400),
}
GOALS = ["strength", "muscle", "endurance", "fat_loss", "general_health", "stress_relief"]


def observations() -> list[Any]:
    """Return what silver.observations must hold."""
    import great_expectations.expectations as gxe

    ranges = [
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=low,
            max_value=high,
            mostly=0.99,
            row_condition=f'metric == "{metric}"',
            condition_parser="spark",
        )
        for metric, (low, high) in METRIC_RANGES.items()
    ]
    ordered = gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="end_ts", column_B="start_ts", or_equal=True, mostly=0.999
    )
    return [*_required(tables.OBSERVATIONS), ordered, *ranges]


def sleep_sessions() -> list[Any]:
    """Return what silver.sleep_sessions must hold: a union of intervals fits into a day."""
    import great_expectations.expectations as gxe

    return [
        *_required(tables.SLEEP_SESSIONS),
        gxe.ExpectColumnValuesToBeBetween(column="asleep_h", min_value=0, max_value=24),
        gxe.ExpectColumnValuesToBeBetween(column="efficiency", min_value=0, max_value=1),
    ]


def workouts() -> list[Any]:
    """Return what silver.workouts must hold."""
    import great_expectations.expectations as gxe

    return [
        *_required(tables.WORKOUTS),
        gxe.ExpectColumnValuesToBeBetween(
            column="duration_min", min_value=0, max_value=24 * 60, mostly=0.99
        ),
    ]


def strength_sets() -> list[Any]:
    """Return what silver.strength_sets must hold."""
    import great_expectations.expectations as gxe

    return [
        *_required(tables.STRENGTH_SETS),
        gxe.ExpectColumnValuesToBeBetween(
            column="weight_kg", min_value=0, max_value=600, mostly=0.99
        ),
        gxe.ExpectColumnValuesToBeBetween(column="rpe", min_value=0, max_value=10, mostly=0.99),
    ]


def athletes() -> list[Any]:
    """Return what silver.athletes must hold."""
    import great_expectations.expectations as gxe

    return [
        *_required(tables.ATHLETES),
        gxe.ExpectColumnValuesToBeUnique(column="user_id"),
        gxe.ExpectColumnValuesToBeInSet(column="goal", value_set=GOALS),
    ]


def checkins() -> list[Any]:
    """Return what silver.checkins must hold."""
    import great_expectations.expectations as gxe

    names = ("mood", "sleep_quality", "stress", "anxiety", "soreness")
    ratings = [
        gxe.ExpectColumnValuesToBeBetween(column=name, min_value=1, max_value=5) for name in names
    ]
    return [
        *_required(tables.CHECKINS),
        gxe.ExpectColumnValuesToBeUnique(column="event_id"),
        *ratings,
    ]


def decisions() -> list[Any]:
    """Return what silver.decisions must hold: an exact propensity, an action that exists."""
    import great_expectations.expectations as gxe

    return [
        *_required(tables.DECISIONS),
        gxe.ExpectColumnValuesToBeUnique(column="decision_id"),
        gxe.ExpectColumnValuesToBeBetween(column="action", min_value=0, max_value=11),
        gxe.ExpectColumnValuesToBeBetween(
            column="action_probability", min_value=0, max_value=1, strict_min=True
        ),
    ]


def daily_features() -> list[Any]:
    """Return what gold.daily_features must hold: every feature inside its catalogued range."""
    import great_expectations.expectations as gxe

    ranges = [
        gxe.ExpectColumnValuesToBeBetween(
            column=f.name, min_value=f.low, max_value=f.high, mostly=0.99
        )
        for f in DAILY
    ]
    unique = gxe.ExpectCompoundColumnsToBeUnique(column_list=["user_id", "day"])
    return [*_required(tables.DAILY_FEATURES), unique, *ranges]


def _required(table: Table) -> list[Any]:
    """Return: the key is complete."""
    import great_expectations.expectations as gxe

    return [gxe.ExpectColumnValuesToNotBeNull(column=name) for name in table.key]


SUITES: dict[str, Callable[[], list[Any]]] = {
    tables.OBSERVATIONS.path: observations,
    tables.SLEEP_SESSIONS.path: sleep_sessions,
    tables.WORKOUTS.path: workouts,
    tables.STRENGTH_SETS.path: strength_sets,
    tables.ATHLETES.path: athletes,
    tables.CHECKINS.path: checkins,
    tables.DECISIONS.path: decisions,
    tables.DAILY_FEATURES.path: daily_features,
}
