"""How many partitions a layer is built in."""

from datetime import date

import pytest
from deltalake import DeltaTable

from infra.settings import Settings
from jobs import volume
from jobs.regions import EVERYTHING, Region
from jobs.tables import location
from jobs.volume import partitions
from models.domain.tables import CHECKINS, DAILY_FEATURES, STRENGTH
from tests.builders.small_lake import FIRST, user, write_checkins, write_days

TABLES = (CHECKINS, DAILY_FEATURES, STRENGTH)


def region(first: date, last: date) -> Region:
    return Region(None, first, last)


def test_partitions_grow_with_the_rows_of_the_regions_months(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert partitions(TABLES, settings, EVERYTHING) == 2  # of nothing

    write_days(settings, athletes=4, days=40)  # 120 rows of September, 40 of October
    write_checkins(settings, *map(user, range(3)))
    monkeypatch.setattr(volume, "ROWS", 10)

    assert partitions(TABLES, settings, EVERYTHING) == 17
    assert partitions(TABLES, settings, region(FIRST, date(2026, 9, 2))) == 13
    assert partitions(TABLES, settings, region(date(2026, 10, 1), date(2026, 12, 1))) == 5
    assert partitions(TABLES, settings, region(date(2026, 11, 1), date(2026, 12, 1))) == 2
    monkeypatch.setattr(volume, "MOST", 9)
    assert partitions(TABLES, settings, EVERYTHING) == 9


def test_a_table_that_was_emptied_has_no_rows(settings: Settings) -> None:
    write_checkins(settings, user(1))
    DeltaTable(location(CHECKINS, settings)).delete()

    assert partitions(TABLES, settings, EVERYTHING) == 2
