"""Silver of any number of athletes and days, made by Spark itself: for benchmarks of gold.

Values follow facts.md 11 loosely (means and spreads of nights, steps, sets); every draw is a hash
of athlete, day and name, so a world is the same in every run and a larger one contains the smaller.
"""

from datetime import date
from typing import Any

from jobs.tables import schema_of
from models.catalogue.activities import activities
from models.domain import tables
from models.domain.tables import Table

NIGHTLY = {
    # metric: unit, mean, spread
    "hrv_rmssd_ms": ("ms", 42.0, 30.0),
    "lowest_hr_night_bpm": ("1/min", 52.0, 14.0),
    "oura_readiness_score": ("1", 76.0, 30.0),
    "temperature_deviation_c": ("K", 0.0, 1.0),
    "respiratory_rate": ("1/min", 15.0, 3.0),
    "spo2": ("1", 0.965, 0.04),
}
MORNING = {"resting_hr_bpm": ("1/min", 58.0, 16.0), "hrv_sdnn_ms": ("ms", 55.0, 40.0)}
MOVED = {
    "steps": ("1", 8000.0, 9000.0),
    "active_energy_kcal": ("kcal", 480.0, 500.0),
    "exercise_min": ("min", 35.0, 50.0),
}
LIFTS = ("Squat (Barbell)", "Bench Press (Barbell)", "Deadlift (Barbell)")
SETS, SLOTS = 12, 6
WORN, TRAINS, LIFTED, ASKED, PLANNED, DONE = 0.9, 0.45, 0.3, 0.6, 0.7, 0.62
DRAWS = 1_000_003
DAY_S, HOUR_S = 86_400, 3600


def grid(spark: Any, athletes: int, days: int, first: date) -> Any:
    """Return (n, user_id, day, midnight) of every athlete and day, in UTC."""
    from pyspark.sql import functions as F

    cells = spark.range(athletes * days, numPartitions=2)
    number, day = F.expr(f"id div {days}"), F.expr(f"cast(id % {days} as int)")
    return cells.select(
        number.alias("n"),
        F.format_string("athlete-%06d", number).alias("user_id"),
        F.date_add(F.lit(first), day).alias("day"),
    ).withColumn("midnight", F.unix_timestamp(F.col("day").cast("timestamp")))


def draw(name: str) -> Any:
    """Return a uniform number of [0, 1) of this athlete, day and name."""
    from pyspark.sql import functions as F

    return F.pmod(F.xxhash64("user_id", "day", F.lit(name)), F.lit(DRAWS)) / F.lit(DRAWS)


def silver_world(spark: Any, athletes: int, days: int, first: date) -> dict[str, Any]:
    """Return silver frames by name, as `jobs.gold.daily_features` takes them."""
    cells = grid(spark, athletes, days, first)
    frames = {
        tables.OBSERVATIONS: observations(cells),
        tables.DAILY_TOTALS: daily_totals(cells),
        tables.SLEEP_SESSIONS: sleep_sessions(cells),
        tables.WORKOUTS: workouts(cells),
        tables.STRENGTH_SETS: strength_sets(cells),
        tables.CHECKINS: checkins(cells),
        tables.ATHLETES: people(spark, athletes),
        tables.DECISIONS: decisions(cells),
        tables.FEEDBACK: feedback(cells),
    }
    return {table.name: whole(frame, table) for table, frame in frames.items()}


def whole(frame: Any, table: Table) -> Any:
    """Return the table's columns in their order; what the frame lacks is null."""
    from pyspark.sql import functions as F

    held = set(frame.columns)
    return frame.select(
        *(
            (F.col(f.name) if f.name in held else F.lit(None)).cast(f.dataType).alias(f.name)
            for f in schema_of(table).fields
        )
    )


def at(hour: float) -> Any:
    """Return an instant of the day."""
    from pyspark.sql import functions as F

    return F.timestamp_seconds(F.col("midnight") + F.lit(int(hour * HOUR_S)))


def spanned(start: float, end: float) -> list[Any]:
    """Return the columns of an interval: its ends, when it was known, its offset and month."""
    from pyspark.sql import functions as F

    return [
        at(start).alias("start_ts"),
        at(end).alias("end_ts"),
        at(end + 2).alias("available_at"),
        F.lit(0).alias("utc_offset_min"),
        F.date_format("day", "yyyy-MM").alias("month"),
        F.lit(True).alias("is_primary"),
        F.lit("Ring").alias("source"),
    ]


def told(metrics: dict[str, tuple[str, float, float]]) -> Any:
    """Return an array of (metric, unit, value) to explode."""
    from pyspark.sql import functions as F

    return F.array(
        *(
            F.struct(
                F.lit(name).alias("metric"),
                F.lit(unit).alias("unit"),
                F.greatest(
                    F.lit(0.5 if unit == "1" and mean < 1 else mean - spread / 2 - 1),
                    F.lit(mean) + (draw(name) - 0.5) * F.lit(spread),
                ).alias("value"),
            )
            for name, (unit, mean, spread) in metrics.items()
        )
    )


def observations(cells: Any) -> Any:
    """Return the nights' and mornings' values of the days a ring was worn."""
    from pyspark.sql import functions as F

    worn = cells.where(draw("worn") < WORN)
    night = worn.select("user_id", *spanned(-2, 6), F.inline(told(NIGHTLY)))
    morning = worn.select("user_id", *spanned(6, 6.5), F.inline(told(MORNING)))
    return night.unionByName(morning)


def daily_totals(cells: Any) -> Any:
    """Return the days' amounts."""
    from pyspark.sql import functions as F

    rows = cells.where(draw("worn") < WORN).select(
        "user_id",
        "day",
        at(25).alias("available_at"),
        F.date_format("day", "yyyy-MM").alias("month"),
        F.lit(1).alias("sources"),
        F.inline(told(MOVED)),
    )
    value = F.col("value")
    return rows.select("*", value.alias("merged"), value.alias("largest"), value.alias("raw"))


def sleep_sessions(cells: Any) -> Any:
    """Return one night a worn day."""
    from pyspark.sql import functions as F

    asleep = 5.5 + draw("asleep") * 3
    return cells.where(draw("worn") < WORN).select(
        "user_id",
        "day",
        *spanned(-2, 6),
        F.lit(0).alias("start_offset_min"),
        asleep.alias("asleep_h"),
        F.lit(8.6).alias("in_bed_h"),
        (asleep * 0.2).alias("deep_h"),
        (asleep * 0.22).alias("rem_h"),
        (asleep * 0.58).alias("light_h"),
        (8.6 - asleep).alias("awake_h"),
        (draw("latency") * 30).alias("latency_min"),
        (asleep / 8.6).alias("efficiency"),
    )


def workouts(cells: Any) -> Any:
    """Return a run on some days."""
    from pyspark.sql import functions as F

    return cells.where(draw("trains") < TRAINS).select(
        "user_id",
        "day",
        *spanned(17, 18),
        F.lit("Running").alias("activity"),
        (20 + draw("minutes") * 50).alias("duration_min"),
        (130 + draw("beats") * 40).alias("mean_hr_bpm"),
        (draw("km") * 12_000).alias("distance_m"),
    )


def strength_sets(cells: Any) -> Any:
    """Return a session of sets over the main lifts on some days."""
    from pyspark.sql import functions as F

    lifts = F.array(*map(F.lit, LIFTS))
    rows = cells.where(draw("lifts") < LIFTED).select(
        "user_id",
        "day",
        *spanned(18, 19),
        F.explode(F.sequence(F.lit(0), F.lit(SETS - 1))).alias("set_index"),
    )
    weight = 60 + draw("bar") * 60
    return rows.select(
        *(name for name in rows.columns if name not in ("end_ts", "utc_offset_min", "is_primary")),
        F.lit("Evening").alias("workout"),
        F.element_at(lifts, F.col("set_index") % len(LIFTS) + 1).alias("exercise"),
        F.lit("normal").alias("set_type"),
        F.lit(5).alias("reps"),
        weight.alias("weight_kg"),
        F.lit(8.0).alias("rpe"),
        F.lit(2.0).alias("rir"),
        (weight * (1 + 7 / 30)).alias("e1rm_kg"),
    )


def checkins(cells: Any) -> Any:
    """Return a check-in on some days."""
    from pyspark.sql import functions as F

    ratings = ("mood", "sleep_quality", "stress", "anxiety", "soreness")
    return cells.where(draw("asked") < ASKED).select(
        "user_id",
        "day",
        F.concat_ws("/", "user_id", "day").alias("event_id"),
        *((1 + F.floor(draw(name) * 5)).alias(name) for name in ratings),
        F.lit(0).alias("pain"),
        F.array().alias("symptoms"),
        at(8).alias("occurred_at"),
        at(8).alias("available_at"),
    )


def people(spark: Any, athletes: int) -> Any:
    """Return everybody's profile."""
    from pyspark.sql import functions as F

    goals = F.array(*map(F.lit, ("strength", "endurance", "general_health")))
    said = ("updated_at", "goal", "experience", "days_per_week")
    rows = spark.range(athletes).select(
        F.format_string("athlete-%06d", F.col("id")).alias("user_id"),
        F.element_at(goals, (F.col("id") % 3 + 1).cast("int")).alias("goal"),
        F.lit("beginner").alias("experience"),
        F.lit(3).alias("days_per_week"),
        F.lit(40).alias("minutes_per_day"),
        F.array().alias("equipment"),
        (F.lit(1960) + F.col("id") % 45).alias("birth_year"),
        F.when(F.col("id") % 2 == 0, "female").otherwise("male").alias("sex"),
        F.lit("UTC").alias("timezone"),
        F.lit("[]").alias("injuries"),
        F.timestamp_seconds(F.lit(0)).alias("updated_at"),
    )
    return rows.select("*", F.array(F.struct(*said)).alias("profiles"))


def planned(cells: Any) -> Any:
    """Return the days with a plan, and its id."""
    from pyspark.sql import functions as F

    return cells.where(draw("planned") < PLANNED).withColumn(
        "decision_id", F.concat_ws("/", "user_id", "day")
    )


def decisions(cells: Any) -> Any:
    """Return a plan of six activities on most days."""
    from pyspark.sql import functions as F

    names = sorted(activities())
    known = F.array(*map(F.lit, names))
    slate = F.transform(
        F.sequence(F.lit(1), F.lit(SLOTS)),
        lambda slot: F.struct(
            slot.cast("long").alias("activity_id"),
            F.element_at(
                known,
                (F.pmod(F.xxhash64("user_id", "day", slot), F.lit(len(names))) + 1).cast("int"),
            ).alias("catalogue_id"),
            slot.cast("long").alias("slot"),
            F.lit(0.2).alias("probability"),
            F.lit(10).cast("long").alias("planned_minutes"),
            F.lit("Low").alias("intensity"),
            F.lit(0.6).alias("completion_probability"),
        ),
    )
    return planned(cells).select(
        *("user_id", "decision_id", "day"),
        at(8).alias("decided_at"),
        F.col("day").alias("decided_day"),
        F.floor(draw("action") * 12).alias("action"),
        F.lit(0.1).alias("action_probability"),
        slate.alias("slate"),
    )


def feedback(cells: Any) -> Any:
    """Return what became of each activity, told in the evening."""
    from pyspark.sql import functions as F

    slots = F.explode(F.sequence(F.lit(1), F.lit(SLOTS))).alias("activity_id")
    rows = planned(cells).select("*", slots)
    done = F.pmod(F.xxhash64("decision_id", "activity_id"), F.lit(100)) < DONE * 100
    return rows.select(
        *("user_id", "decision_id", "activity_id"),
        F.concat_ws("/", "decision_id", F.col("activity_id").cast("string")).alias("event_id"),
        F.lit("activity").alias("kind"),
        done.alias("completed"),
        F.lit(3).alias("motivation_before"),
        F.when(done, 4).otherwise(3).alias("motivation_after"),
        at(20).alias("occurred_at"),
        at(20).alias("recorded_at"),
        F.col("day").alias("decided_day"),
    )
