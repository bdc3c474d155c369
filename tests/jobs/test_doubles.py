"""A second export of the same phone: what it tells again is counted, what is new is stored."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from jobs.ingest import IngestReport, ingest
from jobs.landing import Landing
from jobs.records import read_records, version_of
from jobs.tables import location
from jobs.touched import spans
from models.domain import tables
from models.domain.rows import BronzeRecord
from tests.builders.exports import HEVY, SQUAT, health

pytestmark = pytest.mark.spark
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
HEART = "HKQuantityTypeIdentifierHeartRate"


def beat(at: str, end: str, *, address: str, zone: str, value: int = 60) -> str:
    device = f'device="&lt;&lt;HKDevice: {address}&gt;, name:Watch&gt;"'
    times = f'creationDate="{end} {zone}" startDate="{at} {zone}" endDate="{end} {zone}"'
    wearers = '<MetadataEntry key="HKTimeZone" value="Europe/Paris"/>'
    head = f'<Record type="{HEART}" sourceName="Watch" unit="count/min" {device} {times}'
    return f'{head} value="{value}">{wearers}</Record>\n'


def summary(day: str, kcal: int) -> str:
    return f'<ActivitySummary dateComponents="{day}" activeEnergyBurned="{kcal}"/>\n'


ME = '<Me HKCharacteristicTypeIdentifierDateOfBirth="1980-01-01"/>\n'
OLD_PHONE = {"address": "0x28", "zone": "+0100"}
NEW_PHONE = {"address": "0x99", "zone": "+0000"}
"""Switched off and on, and in London."""
OLD = health(
    ME,
    beat("2026-02-01 08:00:00", "2026-02-01 08:01:00", **OLD_PHONE),
    beat("2026-02-02 08:00:00", "2026-02-02 08:00:00", **OLD_PHONE),
    summary("2026-02-01", 300),
    summary("2026-02-02", 10),
)
NEW = health(
    ME,
    beat("2026-02-01 07:00:00", "2026-02-01 07:01:00", **NEW_PHONE),
    beat("2026-02-02 07:00:00", "2026-02-02 07:00:00", **NEW_PHONE),
    # like the first, but longer, and like the second, but faster
    beat("2026-02-01 07:00:00", "2026-02-01 07:02:00", **NEW_PHONE),
    beat("2026-02-02 07:00:00", "2026-02-02 07:00:00", **NEW_PHONE, value=61),
    summary("2026-02-01", 300),
    summary("2026-02-02", 320),
)


def hand_in(
    spark: Any, settings: Settings, folder: Path, content: bytes, user_id: str = "u1"
) -> IngestReport:
    file = folder / "file"
    file.write_bytes(content)
    return ingest(spark, settings, Landing(folders=((user_id, file),)), AS_OF)


def held(settings: Settings) -> set[tuple[str, str, int]]:
    rows = read_records(tables.APPLE_HEALTH, BronzeRecord, settings)
    found = {(row.user_id, row.file_sha256, row.ordinal) for row in rows}
    assert len(found) == len(rows)
    return found


def test_a_second_export_adds_what_is_new(spark: Any, settings: Settings, tmp_path: Path) -> None:
    first = hand_in(spark, settings, tmp_path, OLD)
    before = {table.name: version_of(table, settings) for table in tables.TABLES}
    second = hand_in(spark, settings, tmp_path, NEW)
    stored = held(settings)

    assert (first.records, first.duplicates) == ({"apple_health": 5}, {})
    assert (second.records, second.duplicates) == ({"apple_health": 3}, {"apple_health": 4})
    assert second.read == 7
    assert len(stored) == 8
    # three days before and two behind: zones, nights, and an answer's hours
    assert spans(spark, settings, before) == {"u1": (date(2026, 1, 29), date(2026, 2, 4))}

    # a run that died before its last commit, the archive's
    shutil.rmtree(location(tables.RAW_FILES, settings))
    again = hand_in(spark, settings, tmp_path, NEW)
    assert held(settings) == stored
    assert again.read == 7


def test_another_athletes_export_is_theirs(spark: Any, settings: Settings, tmp_path: Path) -> None:
    hand_in(spark, settings, tmp_path, OLD)
    hand_in(spark, settings, tmp_path, OLD, "u2")
    told = hand_in(spark, settings, tmp_path, NEW, "u2")

    assert told.duplicates == {"apple_health": 4}
    assert len(held(settings)) == 5 + 5 + 3


def test_a_log_that_grew_adds_its_new_sets(spark: Any, settings: Settings, tmp_path: Path) -> None:
    later = SQUAT.replace("15 Sep", "16 Sep")
    hand_in(spark, settings, tmp_path, (HEVY + SQUAT).encode())
    before = {table.name: version_of(table, settings) for table in tables.TABLES}
    told = hand_in(spark, settings, tmp_path, (HEVY + SQUAT + later).encode())

    assert (told.records, told.duplicates, told.read) == ({"hevy": 1}, {"hevy": 1}, 2)
    (span,) = spans(spark, settings, before).values()
    assert span[0] == date(2025, 9, 13)
