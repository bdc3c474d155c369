"""gold.daily_features: the dense grid of days, and every catalogued feature over it."""

from datetime import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs import daily
from jobs.features import behaviour, body, training
from jobs.features.rolling import ORDERED
from models.catalogue.activities import activities
from models.features.catalogue import DAILY

TIMES = ("nightly_at", "slept_at")
LATER = ("moved_at", "trained_at", "lifted_at", "said_at", "planned_at")
"""Facts of a day that the next day's row uses."""
RETIRED_RPE = 4.0


def offers(decisions: DataFrame, feedback: DataFrame, people: DataFrame) -> DataFrame:
    """Return one row per offered activity with what was said about it last."""
    spark = decisions.sparkSession
    known = [(a.catalogue_id, a.type, float(a.rpe)) for a in activities().values()]
    kinds = spark.createDataFrame(known, "catalogue_id string, type string, rpe double")
    zones = F.broadcast(people.select("user_id", "timezone"))
    zone = F.coalesce(F.col("timezone"), F.lit("UTC"))
    rows = (
        decisions.where("superseded_by IS NULL")
        .join(zones, "user_id", "left")
        .withColumn("day", F.to_date(F.from_utc_timestamp("decided_at", zone)))
        .select("user_id", "decision_id", "day", "decided_at", F.explode("slate").alias("s"))
        .select("user_id", "decision_id", "day", "decided_at", "s.*")
        .join(F.broadcast(kinds), "catalogue_id", "left")
    )
    answers = feedback.where("kind = 'activity'").groupBy("decision_id", "activity_id")
    last = answers.agg(
        *(
            F.max_by(name, "recorded_at").alias(name)
            for name in ("completed", "motivation_before", "motivation_after")
        ),
        F.max("recorded_at").alias("answered_at"),
    )
    return rows.join(last, ["decision_id", "activity_id"], "left").select(
        "*",
        F.coalesce("answered_at", "decided_at").alias("available_at"),
        (F.coalesce("rpe", F.lit(RETIRED_RPE)) * F.col("planned_minutes")).alias("load"),
    )


def day_facts(silver: dict[str, DataFrame]) -> DataFrame:
    """Return one row per (athlete, day) on which anything was known."""
    plan = offers(silver["decisions"], silver["feedback"], silver["athletes"])
    return daily.merged(
        [
            daily.nightly(silver["observations"]),
            daily.moved(silver["observations"]),
            daily.slept(silver["sleep_sessions"]),
            daily.trained(silver["workouts"]),
            daily.lifted(silver["strength_sets"]),
            daily.said(silver["checkins"]),
            daily.planned(plan),
        ]
    )


def grid(facts: DataFrame, people: DataFrame, as_of: datetime) -> DataFrame:
    """Return every day from the first known one to today, with the local morning in UTC."""
    today = F.to_date(F.lit(as_of))
    spans = facts.where(F.col("day") <= today).groupBy("user_id").agg(F.min("day").alias("first"))
    days = spans.select("user_id", F.explode(F.sequence("first", today)).alias("day"))
    zones = F.broadcast(people.select("user_id", "timezone"))
    zone = F.coalesce(F.col("timezone"), F.lit("UTC"))
    dense = days.join(zones, "user_id", "left").join(facts, ["user_id", "day"], "left")
    midnight = F.to_utc_timestamp(F.col("day").cast("timestamp"), zone)
    return dense.select(
        "*", midnight.alias("midnight"), (midnight + F.expr("INTERVAL 6 HOURS")).alias("morning")
    )


def prepared(dense: DataFrame) -> DataFrame:
    """Return the grid with the figures that several feature groups share."""
    measured = F.greatest(*(F.col(name) for name in ("nightly_at", "slept_at", "moved_at")))
    rows = dense.select("*", measured.alias("measured_at"), measured.isNotNull().alias("observed"))
    month = ORDERED.rowsBetween(-27, 0)
    logged = F.max(F.col("observed") | F.col("sets").isNotNull()).over(month)
    plans = F.max(F.col("planned_min").isNotNull()).over(month)
    return rows.select(
        "*",
        _known(logged, "sessions").alias("workouts"),
        _known(logged | plans, "trained_min", "done_min").alias("minutes"),
        _known(logged | plans, "trained_load", "plan_load").alias("load"),
        F.greatest("trained_session", "plan_load").alias("session"),
    )


def _known(source: Column, *names: str) -> Column:
    """Return the largest of several records of one day; 0 where a source was there and silent."""
    known = [F.coalesce(F.col(name), F.lit(0.0)) for name in names]
    return F.when(source, F.greatest(*known) if len(known) > 1 else known[0])


def features() -> dict[str, Column]:
    """Return every daily feature by name."""
    groups = (
        *(body.hrv(), body.heart(), body.sleep(), body.activity(), body.recovery()),
        *(body.quality(), training.load(), training.strength()),
        *(behaviour.adherence(), behaviour.wellbeing()),
    )
    return {name: column for group in groups for name, column in group.items()}


def daily_features(silver: dict[str, DataFrame], as_of: datetime) -> DataFrame:
    """Return gold.daily_features as of a time, in the catalogue's order.

    event_ts is the largest `available_at` of what the row uses, and never before its own day.
    """
    dense = prepared(grid(day_facts(silver), silver["athletes"], as_of))
    own = F.max(F.greatest(*(F.col(name) for name in TIMES))).over(ORDERED)
    before = F.max(F.greatest(*(F.col(name) for name in LATER))).over(ORDERED.rowsBetween(-90, -1))
    columns = features()
    values = [columns[f.name].cast("double").alias(f.name) for f in DAILY]
    rows = dense.select(
        "user_id",
        "day",
        F.greatest(own, before, F.col("midnight")).alias("event_ts"),
        F.lit(True).alias("imported"),  # noqa: FBT003 - a column's value
        F.date_format("day", "yyyy-MM").alias("month"),
        *values,
    )
    return rows.where(F.col("event_ts") <= F.lit(as_of))
