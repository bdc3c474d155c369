"""Apple Health's quantities as observations; what cannot be one, with the reason."""

from collections.abc import Callable
from itertools import chain

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.local_time import known_zone, offset_minutes, vendor_time, with_home
from jobs.silver.quarantine import quarantined
from models.features.metrics import BY_NAME, Metric

UNITS: dict[str, tuple[str, dict[str, float]]] = {
    # Apple's type -> our metric, and the factor to our unit by Apple's unit
    "StepCount": ("steps", {"count": 1.0}),
    "HeartRate": ("heart_rate_bpm", {"count/min": 1.0, "count/s": 60.0}),
    "RestingHeartRate": ("resting_hr_bpm", {"count/min": 1.0, "count/s": 60.0}),
    "WalkingHeartRateAverage": ("walking_hr_bpm", {"count/min": 1.0, "count/s": 60.0}),
    "RespiratoryRate": ("respiratory_rate", {"count/min": 1.0}),
    "HeartRateVariabilitySDNN": ("hrv_sdnn_ms", {"ms": 1.0, "s": 1000.0}),
    "ActiveEnergyBurned": (
        "active_energy_kcal",
        {"kcal": 1.0, "Cal": 1.0, "cal": 0.001, "kJ": 1 / 4.184},
    ),
    "DistanceWalkingRunning": (
        "distance_m",
        {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048, "yd": 0.9144},
    ),
    "AppleExerciseTime": ("exercise_min", {"min": 1.0, "s": 1 / 60, "hr": 60.0}),
    "OxygenSaturation": ("spo2", {"%": 1.0}),
    "VO2Max": ("vo2max_ml_min_kg", {"mL/min·kg": 1.0}),
    "BodyMass": (
        "body_mass_kg",
        {"kg": 1.0, "g": 0.001, "lb": 0.45359237, "st": 6.35029318},
    ),
}
ADDRESS = "HKDevice: 0x[0-9a-fA-F]+"
"""Where the exporting phone's memory held the device: another one in every export."""
LONGEST = "INTERVAL 31 DAYS"
"""A quantity that took longer says nothing about a day (and a rebuild of a month looks no further
back)."""
QUANTITY = "HKQuantityTypeIdentifier"
KINDS = {f"{QUANTITY}{kind}": metric for kind, (metric, _) in UNITS.items()}
FACTORS = {
    f"{QUANTITY}{kind} {unit}": factor
    for kind, (_, units) in UNITS.items()
    for unit, factor in units.items()
}


def quantities(bronze: DataFrame, people: DataFrame) -> DataFrame:
    """Return one row a quantity record of a known type; `problem` says why it is no observation."""
    at = F.col("attributes")
    written, value = F.concat_ws(" ", "kind", at["unit"]), at["value"].try_cast("double")
    rows = with_home(bronze.where(F.col("kind").isin(*KINDS)), people).select(
        *("user_id", "file_sha256", "ordinal", "raw", "start_ts"),
        _lookup(KINDS, F.col("kind")).alias("metric"),
        written.alias("written"),
        vendor_time(at["endDate"]).alias("end_ts"),
        F.coalesce(known_zone(at["meta:HKTimeZone"]), F.col("home")).alias("zone"),
        at["startDate"].alias("start_text"),
        (value * _lookup(FACTORS, written)).alias("value"),
        value.alias("original_value"),
        at["unit"].alias("original_unit"),
        F.regexp_replace(at["device"], ADDRESS, "HKDevice").alias("device"),
        F.coalesce(at["sourceName"], F.lit("unknown")).alias("source"),
    )
    offset = offset_minutes(F.col("start_ts"), F.col("zone"), F.col("start_text"))
    return rows.select(
        *(name for name in rows.columns if name not in ("zone", "start_text")),
        offset.alias("utc_offset_min"),
        _of_metric(lambda metric: metric.unit).alias("unit"),
        problem().alias("problem"),
    )


def problem() -> Column:
    """Return why a value is refused; null for a good one. Ranges: models.features.metrics."""
    value = F.col("value")
    low, high = _of_metric(lambda metric: metric.low), _of_metric(lambda metric: metric.high)
    unknown = _lookup(FACTORS, F.col("written")).isNull()
    return (
        F.when(unknown, "unit_unknown")
        .when(F.col("end_ts").isNull() | (F.col("end_ts") < F.col("start_ts")), "bad_time")
        .when(F.col("end_ts") > F.col("start_ts") + F.expr(LONGEST), "too_long")
        .when(value.isNull() | F.isnan(value), "bad_value")
        .when(~value.between(low, high), "out_of_range")
    )


def refused(quantities: DataFrame, as_of: Column) -> DataFrame:
    """Return rows for the quarantine."""
    detail = F.concat_ws(" ", "written", F.col("value").cast("string"))
    return quarantined(quantities, "apple_health", detail, as_of)


def _lookup(table: dict[str, str] | dict[str, float], key: Column) -> Column:
    return F.create_map(*map(F.lit, chain.from_iterable(table.items())))[key]


def _of_metric(field: Callable[[Metric], str | float]) -> Column:
    table = {name: field(BY_NAME[name]) for name in KINDS.values()}
    return F.create_map(*map(F.lit, chain.from_iterable(table.items())))[F.col("metric")]
