"""Silver from bronze: all tables as frames, in one session."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import ClassVar

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.regions import Region
from jobs.silver import (
    apple,
    apple_sleep,
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
    apple_health = bronze.apple_health
    if not region.whole:
        begin = region.first.replace(day=1) - LONGEST
        end = region.last.replace(day=1) + LONGEST + ZONES
        near = F.col("start_ts").between(F.lit(begin), F.lit(end))
        apple_health = apple_health.where(F.col("start_ts").isNull() | near)
    if region.users is None:
        return replace(bronze, apple_health=apple_health)
    return of_athletes(replace(bronze, apple_health=apple_health), region.users)


def of_athletes(bronze: Bronze, users: Collection[str]) -> Bronze:
    """Return what silver of some athletes is made of."""
    mine = F.col("user_id").isin(*users)
    return Bronze(
        apple_health=bronze.apple_health.where(mine),
        oura=bronze.oura.where(mine),
        strength=bronze.strength.where(mine),
        daily_tables=bronze.daily_tables.where(mine),
        events=bronze.events.where(F.col("key").isin(*users)),
        files=bronze.files.where(mine),
    )


def silver(
    bronze: Bronze, people: DataFrame, as_of: datetime
) -> tuple[dict[str, DataFrame], DataFrame]:
    """Return measured frames by table name, and what bronze records were refused on the way.

    `people` is silver.athletes.
    """
    measured = apple.quantities(bronze.apple_health, people)
    intervals = apple_sleep.apple_intervals(bronze.apple_health, people)
    ring = oura.latest(bronze.oura, bronze.files)
    table = daily_tables.figures(bronze.daily_tables)
    slept = sleep.oura_sleeps(ring), daily_tables.sleeps(bronze.daily_tables)
    trained = workouts.apple_workouts(bronze.apple_health, people), workouts.oura_workouts(ring)
    live = samples.samples(bronze.events, people)
    readings = oura.readings(ring).unionByName(daily_tables.readings(table))
    others = sleep.oura_nights(slept[0]).unionByName(
        daily_tables.nights(slept[1]), allowMissingColumns=True
    )
    frames = {
        "observations": observations.observations(measured, readings, samples.readings(live)),
        "sleep_sessions": sleep.sleep_sessions(
            apple_sleep.apple_nights(intervals), others, samples.nights(live)
        ),
        "workouts": workouts.workouts(*trained),
        "strength_sets": strength.strength_sets(bronze.strength, people),
    }
    at = F.lit(as_of)
    refused = (
        apple.refused(measured, at),
        apple_sleep.refused(intervals, at),
        workouts.refused(trained[0], "apple_health", at),
        oura.refused(ring, at),
        sleep.refused(slept[0], "oura", at),
        workouts.refused(trained[1], "oura", at),
        daily_tables.refused(table, at),
        sleep.refused(slept[1], "daily_tables", at),
        samples.refused(live, at),
    )
    return frames, reduce(DataFrame.unionByName, refused)
