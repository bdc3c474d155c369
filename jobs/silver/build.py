"""Silver from bronze: all tables as frames, in one session."""

from dataclasses import dataclass
from datetime import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.silver import (
    apple,
    daily_tables,
    logs,
    observations,
    oura,
    samples,
    sleep,
    strength,
    workouts,
)


@dataclass(frozen=True, slots=True)
class Bronze:
    """What silver is made of."""

    apple_health: DataFrame
    oura: DataFrame
    strength: DataFrame
    daily_tables: DataFrame
    events: DataFrame
    files: DataFrame
    """bronze.raw_files: which record of a document is the last."""


def silver(
    bronze: Bronze, people: DataFrame, as_of: datetime
) -> tuple[dict[str, DataFrame], DataFrame]:
    """Return silver frames by table name, and what bronze records were refused on the way.

    `people` is silver.athletes.
    """
    measured = apple.quantities(bronze.apple_health, people)
    nights = sleep.apple_nights(sleep.apple_intervals(bronze.apple_health, people))
    ring = oura.latest(bronze.oura, bronze.files)
    readings = oura.readings(ring).unionByName(daily_tables.readings(bronze.daily_tables))
    others = sleep.oura_nights(ring).unionByName(
        daily_tables.nights(bronze.daily_tables), allowMissingColumns=True
    )
    live = samples.samples(bronze.events, people)
    frames = {
        "observations": observations.observations(measured, readings, samples.readings(live)),
        "sleep_sessions": sleep.sleep_sessions(nights, others, samples.nights(live)),
        "workouts": workouts.workouts(
            workouts.apple_workouts(bronze.apple_health, people), workouts.oura_workouts(ring)
        ),
        "strength_sets": strength.strength_sets(bronze.strength, people),
        "checkins": logs.checkins(bronze.events, people),
        "decisions": logs.decisions(bronze.events),
        "feedback": logs.feedback(bronze.events),
    }
    at = F.lit(as_of)
    refused = apple.refused(measured, at).unionByName(oura.refused(ring, at))
    return frames, refused.unionByName(samples.refused(live, at))
