"""Silver from bronze: all tables as frames, in one session."""

from datetime import datetime

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from infra.settings import Settings
from jobs.silver import logs, observations, sleep, training
from jobs.tables import read
from models.domain import tables

RECORD_KEY = ["user_id", "file_sha256", "ordinal"]


def silver(
    spark: SparkSession, settings: Settings, as_of: datetime
) -> tuple[dict[str, DataFrame], DataFrame]:
    """Return silver frames by table name, and what bronze records were refused on the way."""
    apple = read(spark, tables.APPLE_HEALTH, settings)
    oura = read(spark, tables.OURA, settings)
    events = read(spark, tables.EVENTS, settings)
    measured = observations.apple_observations(apple, spark)
    people = logs.athletes(events)
    frames = {
        "observations": observations.observations(measured, observations.oura_observations(oura)),
        "sleep_sessions": sleep.sleep_sessions(sleep.apple_sleep(apple), sleep.oura_sleep(oura)),
        "workouts": training.workouts(apple),
        "strength_sets": training.strength_sets(read(spark, tables.STRENGTH, settings)),
        "athletes": people,
        "checkins": logs.checkins(events, people),
        "decisions": logs.decisions(events),
        "feedback": logs.feedback(events),
    }
    return frames, observations.refused(measured, F.lit(as_of))
