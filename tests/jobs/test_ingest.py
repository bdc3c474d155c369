import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from jobs.ingest import IngestReport, ingest
from jobs.landing import Landing
from jobs.records import read_columns, read_records
from jobs.tables import location
from models.domain import tables
from models.domain.codec import to_json
from models.domain.events import CheckinEvent
from models.domain.rows import BronzeRecord, EventRecord, Quarantined, RawFile
from tests.builders.exports import HEVY, SQUAT, gzipped, health, steps, zipped
from tests.builders.logs import DEADLIFT, STRONG

pytestmark = pytest.mark.spark
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
CHECKIN = CheckinEvent(
    event_id="e", user_id="u1", symptoms=[], occurred_at=AS_OF, recorded_at=AS_OF
)
BRONZE = (tables.APPLE_HEALTH, tables.OURA, tables.STRENGTH, tables.EVENTS, tables.QUARANTINE)


def landed(root: Path) -> Landing:
    files = {
        "athletes/u1/export.zip": zipped({"x/export.xml": health(steps(1), steps("x"), steps(2))}),
        "athletes/u1/hevy.csv": (HEVY + SQUAT * 2).encode(),
        "athletes/u1/notes.txt": b"hello",
        "athletes/u2/export.xml": health(steps(3), end=""),
        "athletes/u2/copy.xml": health(steps(3), end=""),
        "athletes/u2/log.csv": (STRONG + DEADLIFT).encode(),
        "events/checkins.jsonl.gz": history(CHECKIN, "nonsense", replace(CHECKIN, mood=3)),
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return Landing(root)


def history(*messages: CheckinEvent | str) -> bytes:
    texts = [m if isinstance(m, str) else json.dumps(to_json(m)) for m in messages]
    return gzipped("".join(text + "\n" for text in texts).encode())


def rows(settings: Settings) -> dict[str, int]:
    return {table.name: read_columns(table, settings).num_rows for table in BRONZE}


def test_a_landing_is_read_once_whatever_happens_to_it(
    spark: Any, settings: Settings, tmp_path: Path
) -> None:
    landing = landed(tmp_path / "landing")
    report = ingest(spark, settings, landing, AS_OF)
    first = rows(settings)

    assert (report.files, report.known) == (7, 1)
    assert report.records == {"apple_health": 3, "hevy": 2}
    assert report.rejected == {"bad_value": 1, "not_json": 1}
    assert report.events == {"checkins.v1": 2}
    assert {file["name"]: file["status"] for file in report.refused} == {
        "copy.xml": "truncated",
        "log.csv": "unit_unknown",
        "notes.txt": "not_an_export",
    }
    assert first == {"apple_health": 3, "oura": 0, "strength": 2, "events": 2, "quarantine": 2}
    check_bronze(settings)

    check_identity(report)
    assert report.read == 3 + 2 + 2 + 2 + 1
    assert report.duplicates == {"apple_health": 1}

    again = ingest(spark, settings, landing, AS_OF)
    check_identity(again)
    assert (again.files, again.known, again.statuses, again.read) == (7, 7, {}, 10)
    assert again.duplicates == {"apple_health": 5, "events": 3, "hevy": 2}

    # a run that died before its last commit, the archive's
    shutil.rmtree(location(tables.RAW_FILES, settings))
    assert ingest(spark, settings, landing, AS_OF).records == report.records
    assert rows(settings) == first


def check_identity(report: IngestReport) -> None:
    """Check that what was read is stored, a duplicate, or refused with a reason."""
    parts = (report.records, report.events, report.duplicates, report.rejected)
    assert report.read == sum(sum(counts.values()) for counts in parts)


def check_bronze(settings: Settings) -> None:
    """Bronze holds the records as they stood."""
    record = min(read_records(tables.APPLE_HEALTH, BronzeRecord, settings), key=by_user)
    event = max(read_records(tables.EVENTS, EventRecord, settings), key=lambda row: row.offset)
    files = {row.name: row for row in read_records(tables.RAW_FILES, RawFile, settings)}
    attributes = dict(record.attributes)

    assert (record.kind, record.ordinal) == ("HKQuantityTypeIdentifierStepCount", 0)
    assert attributes["startDate"] == "2026-08-01 06:40:00 +0200"
    assert record.start_ts == datetime(2026, 8, 1, 4, 40, tzinfo=UTC)
    assert (event.topic, event.partition, event.offset, event.key) == ("checkins.v1", -1, 2, "u1")
    assert (json.loads(event.value)["mood"], event.date) == (3, date(2026, 10, 1))
    assert (files["export.zip"].records, files["export.zip"].rejected) == (2, 1)
    assert files["copy.xml"].status == "truncated"
    assert "ends early" in (files["copy.xml"].detail or "")


def by_user(row: BronzeRecord) -> tuple[str, int]:
    return row.user_id, row.ordinal


def test_a_file_that_asked_for_its_unit_is_read_with_the_answer(
    spark: Any, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "strong.csv"
    file.write_text(STRONG + DEADLIFT)
    folders = (("u1", file),)
    other = Landing(folders=(("u2", file),))
    asked = ingest(spark, settings, Landing(folders=folders), AS_OF)
    asked_other = ingest(spark, settings, other, AS_OF)
    silent = ingest(spark, settings, Landing(folders=folders), AS_OF)
    told = ingest(spark, settings, Landing(folders=folders, unit="lb"), AS_OF)
    again = ingest(spark, settings, Landing(folders=folders, unit="kg"), AS_OF)

    assert [dict(one.statuses) for one in (asked, asked_other, silent, told, again)] == [
        {"unit_unknown": 1}, {"unit_unknown": 1}, {}, {"ingested": 1}, {},
    ]  # fmt: skip
    assert "--unit kg or --unit lb" in asked.refused[0]["detail"]
    (one,) = read_records(tables.STRENGTH, BronzeRecord, settings)
    assert float(dict(one.attributes)["weight_kg"]) == pytest.approx(100 * 0.45359237)
    files = read_records(tables.RAW_FILES, RawFile, settings)
    assert {(row.user_id, row.status, row.records) for row in files} == {
        ("u1", "ingested", 1),
        ("u2", "unit_unknown", 0),
    }


def test_a_history_file_may_grow_but_not_change(
    spark: Any, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "landing" / "events" / "checkins.jsonl.gz"
    file.parent.mkdir(parents=True)
    later = replace(CHECKIN, event_id="f")
    for messages in ((CHECKIN,), (CHECKIN, later), (later, later)):
        file.write_bytes(history(*messages))
        report = ingest(spark, settings, Landing(tmp_path / "landing"), AS_OF)
        check_identity(report)

    assert report.events == {}
    assert report.rejected == {"offset_taken": 1}
    assert (report.read, report.duplicates) == (2, {"checkins.v1": 1})
    assert rows(settings)["events"] == 2
    (refused,) = read_records(tables.QUARANTINE, Quarantined, settings)
    assert (refused.reason, refused.user_id, refused.ordinal) == ("offset_taken", "u1", 0)


def test_the_real_folder_is_one_athletes(spark: Any, settings: Settings, real_data: Path) -> None:
    report = ingest(spark, settings, Landing(folders=(("me", real_data),)), AS_OF)

    assert report.records == {
        # the sums over tests/jobs/sources/test_files.py's tables
        "apple_ecg": 1,
        "apple_health": 4282,
        "apple_resaved": 594,
        "daily_tables": 4808,
        "fitnotes": 2892,
        "gpx": 4,
        "hevy": 3661,
        "oura": 19,
    }
    assert report.rejected == {"bad_time": 1}
    check_identity(report)
    again = ingest(spark, settings, Landing(folders=(("me", real_data),)), AS_OF)
    check_identity(again)
    # the archive does not count the three rows that stand twice in a study's table
    assert (again.read, again.records, again.statuses) == (report.read - 3, {}, {})
    # 20 of Apple's, 8 of Oura's, 3 logs that tell their unit, 4 daily tables
    assert report.statuses["ingested"] == 35
    assert sum(report.statuses.values()) == len(report.refused) + 35 == report.files - report.known
    assert report.unmapped["Me"] == 9
    assert "HKQuantityTypeIdentifierStepCount" not in report.unmapped
