"""What gold of a region is made of."""

from datetime import date, timedelta
from typing import Any

import pytest

from infra.settings import Settings
from jobs.layers import SAID_AT, Lake
from jobs.regions import EVERYTHING, Region
from jobs.tables import replace
from tests.builders.frames import at, frame, utc
from tests.builders.season import LONG, season

pytestmark = pytest.mark.spark


def test_a_region_reads_what_was_said_as_far_as_it_looks_back(
    spark: Any, settings: Settings
) -> None:
    # around the first day that counts, and the last
    facts = [row for span in ((1, 12), (LONG - 2, LONG)) for row in season(*span).items()]
    for table in SAID_AT:
        rows = [timed(row) for name, some in facts if name == table.name for row in some]
        replace(frame(spark, table, *rows), table, settings)
    lake = Lake(spark, settings, at(LONG))
    last = at(LONG).date()
    region = Region(None, last, last)
    near, whole = lake.silver_before(region), lake.silver_before(EVERYTHING)

    for table, time in SAID_AT.items():
        said, kept = days(whole[table.name], time), days(near[table.name], time)
        assert kept == {day for day in said if day >= first_day(region)}, table.path
        assert kept != said


def timed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the season with the time that gold does not read."""
    return {"occurred_at": row.get("available_at"), **row}


def days(rows: Any, time: str) -> set[date]:
    return {utc(row[time]).date() for row in rows.select(time).collect()}


def first_day(region: Region) -> date:
    """Return the first day whose words a region's rows may know, somewhere on earth."""
    from jobs.gold import CONTEXT

    return region.first - CONTEXT - timedelta(days=2)
