"""Silver from bronze: all tables as frames, in one session."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.regions import Region
from jobs.silver import (
    apple,
    daily_tables,
    observations,
    oura,
    samples,
    sleep,
    strength,
    workouts,
)
from models.domain import tables
from models.domain.tables import Table


@dataclass(frozen=True, slots=True)
class Bronze:
    """What silver is made of."""

    TABLES: ClassVar[tuple[Table, ...]] = (
        tables.APPLE_HEALTH,
        tables.OURA,
        tables.STRENGTH,
        tables.DAILY_TABLES,
        tables.EVENTS,
        tables.RAW_FILES,
    )
    apple_health: DataFrame
    oura: DataFrame
    strength: DataFrame
    daily_tables: DataFrame
    events: DataFrame
    files: DataFrame
    """bronze.raw_files: which record of a document is the last."""


LONGEST = timedelta(days=33)
"""No quantity or night lasts longer: `apple.problem` refuses it."""
ZONES = timedelta(days=2)


def narrowed(bronze: Bronze, region: Region) -> Bronze:
    """Return what silver of a region's months is made of.

    Apple's records are many and have an instant; of everything else all that is the athletes'.
    """
    apple_health, events = bronze.apple_health, bronze.events
    if not region.whole:
        begin = region.first.replace(day=1) - LONGEST
        end = region.last.replace(day=1) + LONGEST + ZONES
        near = F.col("start_ts").between(F.lit(begin), F.lit(end))
        apple_health = apple_health.where(F.col("start_ts").isNull() | near)
    if region.users is None:
        return replace(bronze, apple_health=apple_health)
    mine = F.col("user_id").isin(*region.users)
    return Bronze(
        apple_health=apple_health.where(mine),
        oura=bronze.oura.where(mine),
        strength=bronze.strength.where(mine),
        daily_tables=bronze.daily_tables.where(mine),
        events=events.where(F.col("key").isin(*region.users)),
        files=bronze.files.where(mine),
    )


def silver(
    bronze: Bronze, people: DataFrame, as_of: datetime
) -> tuple[dict[str, DataFrame], DataFrame]:
    """Return measured frames by table name, and what bronze records were refused on the way.

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
    }
    at = F.lit(as_of)
    refused = apple.refused(measured, at).unionByName(oura.refused(ring, at))
    return frames, refused.unionByName(samples.refused(live, at))
