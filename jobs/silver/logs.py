"""What the topics carry, as tables: check-ins, athletes, decisions, feedback."""

import dataclasses

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from jobs.silver.local_time import known_zone
from jobs.tables import struct_of
from models.domain import topics
from models.domain.events import AthleteEvent, CheckinEvent, Feedback
from models.domain.rows import DecisionRow, Profile


def records(events: DataFrame, topic: topics.Topic, schema: StructType) -> DataFrame:
    """Return a topic's records, parsed, and `record`, their text.

    What does not parse was refused at the door.
    """
    rows = events.where(F.col("topic") == topic.name)
    text, parsed = F.col("value").alias("record"), F.from_json("value", schema).alias("v")
    return rows.select("broker_ts", "offset", text, parsed).select(
        "broker_ts", "offset", "record", "v.*"
    )


ARRIVAL = ("broker_ts", "offset")


def latest(rows: DataFrame, *key: str, by: tuple[str, ...] = ARRIVAL) -> DataFrame:
    """Keep the last arrival of each key, or the last by something else."""
    order = Window.partitionBy(*key).orderBy(*(F.desc(name) for name in by))
    return rows.withColumn("place", F.row_number().over(order)).where("place = 1").drop("place")


def athletes(events: DataFrame) -> DataFrame:
    """Return silver.athletes: the latest profile of each, and what they said before."""
    rows = records(events, topics.ATHLETE_EVENTS, struct_of(AthleteEvent))
    said = F.col("payload")
    told = rows.where("kind = 'profile'").select(
        "*",
        F.coalesce(said["goal"], F.lit("general_health")).alias("goal"),
        F.coalesce(said["experience"], F.lit("beginner")).alias("experience"),
        F.coalesce(_whole(said["days_per_week"]), F.lit(3)).cast("long").alias("days_per_week"),
        F.col("occurred_at").alias("updated_at"),
    )
    profile = F.struct(*(f.name for f in dataclasses.fields(Profile)))
    # a profile that arrives twice was said once
    profiles = F.sort_array(F.collect_set(profile)).alias("profiles")
    history = told.groupBy("user_id").agg(profiles)
    equipment = F.from_json(said["equipment"], "array<string>")
    # an old profile that is delivered once more is no news
    newest = latest(told, "user_id", by=("updated_at", *ARRIVAL))
    return newest.join(history, "user_id").select(
        *("user_id", "goal", "experience", "days_per_week"),
        F.coalesce(_whole(said["minutes_per_day"]), F.lit(30))
        .cast("long")
        .alias("minutes_per_day"),
        F.coalesce(equipment, F.array().cast("array<string>")).alias("equipment"),
        _whole(said["birth_year"]).cast("long").alias("birth_year"),
        F.nullif(said["sex"], F.lit("")).alias("sex"),
        F.coalesce(known_zone(said["timezone"]), F.lit("UTC")).alias("timezone"),
        F.coalesce(said["injuries"], F.lit("[]")).alias("injuries"),
        *("updated_at", "profiles"),
    )


def _whole(text: Column) -> Column:
    return F.when(text.rlike(r"^\d+$"), text).cast("int")


def checkins(events: DataFrame, people: DataFrame) -> DataFrame:
    """Return silver.checkins, dated by the athlete's own clock."""
    rows = latest(records(events, topics.CHECKINS, struct_of(CheckinEvent)), "event_id")
    return _dated(rows, people, "occurred_at").select(
        *("user_id", "day", "event_id", "mood", "sleep_quality", "stress", "anxiety", "soreness"),
        *("pain", "pain_site"),
        F.coalesce("symptoms", F.array().cast("array<string>")).alias("symptoms"),
        "occurred_at",
        F.col("recorded_at").alias("available_at"),
    )


def _dated(rows: DataFrame, people: DataFrame, at: str) -> DataFrame:
    zones = F.broadcast(people.select("user_id", "timezone"))
    zone = F.coalesce(F.col("timezone"), F.lit("UTC"))
    day = F.to_date(F.from_utc_timestamp(F.col(at), zone))
    return rows.join(zones, "user_id", "left").withColumn("day", day)


def decisions(events: DataFrame) -> DataFrame:
    """Return silver.decisions: the columns that joins need, and the whole record."""
    wanted = StructType([f for f in struct_of(DecisionRow) if f.name not in DERIVED])
    rows = latest(records(events, topics.DECISIONS, wanted), "decision_id")
    return rows.withColumn("decided_day", uuid_day(F.col("decision_id")))


DERIVED = {"decided_day", "record"}


def uuid_day(decision_id: Column) -> Column:
    """Return the UTC day in a UUIDv7."""
    milliseconds = F.conv(F.substring(F.replace(decision_id, F.lit("-"), F.lit("")), 1, 12), 16, 10)
    return F.to_date(F.timestamp_millis(milliseconds.cast("long")))


def feedback(events: DataFrame) -> DataFrame:
    """Return silver.feedback."""
    rows = latest(records(events, topics.FEEDBACK, struct_of(Feedback)), "event_id")
    flat = rows.withColumn("reward", F.to_json("reward"))
    return flat.withColumn("decided_day", uuid_day(F.col("decision_id")))
