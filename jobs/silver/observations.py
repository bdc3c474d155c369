"""Bronze records to observations: canonical metrics, SI units, one primary source a day."""

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from jobs.silver.local_time import imported_at, local_day, month, offset_minutes, vendor_time

APPLE = "HKQuantityTypeIdentifier"
METRICS: tuple[tuple[str, str, str, float, str], ...] = (
    (f"{APPLE}StepCount", "count", "steps", 1.0, "1"),
    (f"{APPLE}HeartRate", "count/min", "heart_rate_bpm", 1.0, "1/min"),
    (f"{APPLE}RestingHeartRate", "count/min", "resting_hr_bpm", 1.0, "1/min"),
    (f"{APPLE}WalkingHeartRateAverage", "count/min", "walking_hr_bpm", 1.0, "1/min"),
    (f"{APPLE}RespiratoryRate", "count/min", "respiratory_rate", 1.0, "1/min"),
    (f"{APPLE}HeartRateVariabilitySDNN", "ms", "hrv_sdnn_ms", 1.0, "ms"),
    (f"{APPLE}ActiveEnergyBurned", "kcal", "active_energy_kcal", 1.0, "kcal"),
    (f"{APPLE}ActiveEnergyBurned", "Cal", "active_energy_kcal", 1.0, "kcal"),
    (f"{APPLE}ActiveEnergyBurned", "kJ", "active_energy_kcal", 1 / 4.184, "kcal"),
    (f"{APPLE}DistanceWalkingRunning", "km", "distance_m", 1000.0, "m"),
    (f"{APPLE}DistanceWalkingRunning", "mi", "distance_m", 1609.344, "m"),
    (f"{APPLE}DistanceWalkingRunning", "m", "distance_m", 1.0, "m"),
    (f"{APPLE}AppleExerciseTime", "min", "exercise_min", 1.0, "min"),
    (f"{APPLE}BodyMass", "kg", "body_mass_kg", 1.0, "kg"),
    (f"{APPLE}BodyMass", "lb", "body_mass_kg", 0.45359237, "kg"),
    (f"{APPLE}VO2Max", "mL/min·kg", "vo2max_ml_min_kg", 1.0, "ml/min/kg"),
)
"""(vendor type, vendor unit, metric, factor to our unit, our unit)."""
KNOWN_TYPES = tuple(sorted({row[0] for row in METRICS}))
OURA_SLEEP = (
    ("average_hrv", "hrv_rmssd_ms", "ms"),
    ("lowest_heart_rate", "lowest_hr_night_bpm", "1/min"),
)
OURA_READINESS = (
    ("score", "oura_readiness_score", "1"),
    ("temperature_deviation", "temperature_deviation_c", "K"),
)
COLUMNS = ("user_id", "metric", "start_ts", "end_ts", "utc_offset_min", "value", "unit")


def apple_observations(bronze: DataFrame, spark: SparkSession) -> DataFrame:
    """Return one row a quantity record; an unknown unit leaves `metric` empty."""
    known = spark.createDataFrame(
        list(METRICS), "kind string, vendor_unit string, metric string, factor double, unit string"
    )
    a = bronze.where(F.col("kind").isin(*KNOWN_TYPES)).select(
        "*", F.col("attributes")["unit"].alias("vendor_unit")
    )
    rows = a.join(F.broadcast(known), ["kind", "vendor_unit"], "left")
    at = F.col("attributes")
    end = vendor_time(at["endDate"])
    offset = offset_minutes(at["startDate"], at["meta:HKTimeZone"], F.col("start_ts"))
    return rows.select(
        *("user_id", "metric", "unit", "start_ts", "file_sha256", "ordinal", "raw", "vendor_unit"),
        "kind",
        end.alias("end_ts"),
        offset.alias("utc_offset_min"),
        (F.expr("try_cast(attributes['value'] AS double)") * F.col("factor")).alias("value"),
        at["device"].alias("device"),
        F.coalesce(at["sourceName"], F.lit("unknown")).alias("source"),
    )


def refused(apple: DataFrame, as_of: Column) -> DataFrame:
    """Return rows for the quarantine: a unit nobody knows, or a value that is no number."""
    reason = F.when(F.col("metric").isNull(), "unit_unknown").otherwise("bad_value")
    bad = F.col("metric").isNull() | F.col("value").isNull() | F.isnan("value")
    return apple.where(bad).select(
        "user_id",
        F.lit("apple_health").alias("source"),
        "file_sha256",
        F.col("ordinal").cast("long"),
        reason.alias("reason"),
        F.concat_ws(" ", "kind", "vendor_unit").alias("detail"),
        "raw",
        as_of.alias("quarantined_at"),
    )


def oura_observations(bronze: DataFrame) -> DataFrame:
    """Return the nightly and daily figures of Oura's documents."""
    at = F.col("attributes")
    asleep = bronze.where((F.col("kind") == "sleep") & at["type"].isin("long_sleep", "sleep"))
    ready = bronze.where(F.col("kind") == "daily_readiness")
    end = F.coalesce(F.try_to_timestamp(at["bedtime_end"]), F.col("start_ts"))
    nights = [_oura(asleep, end, at["bedtime_end"], row) for row in OURA_SLEEP]
    days = [_oura(ready, F.col("start_ts"), at["timestamp"], row) for row in OURA_READINESS]
    first, *rest = nights + days
    for one in rest:
        first = first.unionByName(one)
    return first.where(F.col("value").isNotNull())


def _oura(rows: DataFrame, end: Column, written: Column, what: tuple[str, str, str]) -> DataFrame:
    field, metric, unit = what
    none = F.lit(None).cast("string")
    return rows.select(
        "user_id",
        F.lit(metric).alias("metric"),
        F.lit(unit).alias("unit"),
        "start_ts",
        end.alias("end_ts"),
        offset_minutes(written, none, F.col("start_ts")).alias("utc_offset_min"),
        F.expr(f"try_cast(attributes['{field}'] AS double)").alias("value"),
        none.alias("device"),
        F.lit("Oura").alias("source"),
    )


def observations(apple: DataFrame, oura: DataFrame) -> DataFrame:
    """Return silver.observations: one row a key, the largest source of each day marked primary."""
    fields = (*COLUMNS, "device", "source")
    good = F.col("metric").isNotNull() & F.col("value").isNotNull() & ~F.isnan("value")
    rows = apple.where(good & F.col("end_ts").isNotNull()).select(*fields)
    rows = rows.unionByName(oura.select(*fields))
    rows = rows.dropDuplicates(["user_id", "metric", "start_ts", "end_ts", "source"])
    day = local_day(F.col("end_ts"), F.col("utc_offset_min"))
    by_day = ("user_id", "metric", "day")
    rows = rows.withColumn("day", day).withColumn(
        "total", F.sum("value").over(Window.partitionBy(*by_day, "source"))
    )
    best = F.max(F.struct("total", "source")).over(Window.partitionBy(*by_day))
    return rows.select(
        *fields,
        imported_at(F.col("end_ts")).alias("available_at"),
        (F.col("source") == best["source"]).alias("is_primary"),
        month(F.col("end_ts")).alias("month"),
    )
