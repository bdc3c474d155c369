"""What a run of the lake has to build: what is new in bronze, or what somebody named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from infra.settings import Settings
from jobs import consumed
from jobs.consumed import Consumed
from jobs.regions import EVERYTHING, Region, following, regions
from jobs.touched import spans
from models.domain.tables import EVENTS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

EASTMOST = timedelta(hours=14)
"""Somewhere it is tomorrow already."""


@dataclass(frozen=True, slots=True)
class News:
    """The regions of one run."""

    silver: tuple[Region, ...]
    gold: tuple[Region, ...]
    events: bool
    """Whether the topics brought anything."""
    note: str
    """For the last commit of gold; empty where bronze is not read to its end."""


def of_bronze(spark: "SparkSession", settings: Settings, as_of: datetime, look_back: int) -> News:
    """Return what bronze brought since gold was last built, and everybody's last days."""
    from deltalake.exceptions import DeltaError

    now, before = consumed.current(settings, _today(as_of)), consumed.last(settings)
    if before is None:
        return everything(now)
    try:
        found = spans(spark, settings, before.versions)
    except DeltaError:  # the log no longer tells what an old version held
        return everything(now)
    silver = regions(found, now.today)
    gold = following(silver, min(now.today, before.today), now.today, look_back)
    events = now.versions[EVENTS.name] != before.versions[EVENTS.name]
    return News(silver, gold, events, consumed.as_note(now))


def everything(now: Consumed) -> News:
    """Return the whole lake."""
    return News((EVERYTHING,), (EVERYTHING,), events=True, note=consumed.as_note(now))


def named(region: Region, settings: Settings, as_of: datetime) -> News:
    """Return everybody's days that somebody named; what is new elsewhere stays news."""
    now = consumed.current(settings, _today(as_of))
    return everything(now) if region.whole else News((region,), (region,), events=True, note="")


def _today(as_of: datetime) -> date:
    return (as_of + EASTMOST).date()
