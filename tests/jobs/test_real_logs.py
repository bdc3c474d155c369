"""Every real strength log and daily table through one lake, to silver."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from jobs.ingest import ingest
from jobs.landing import Landing
from jobs.layers import Lake
from jobs.records import read_records
from models.domain import tables
from models.domain.rows import BronzeRecord, RawFile
from tests.builders.silver import whole_silver

pytestmark = pytest.mark.spark
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
UNITS = {"strong_dakheera_legacy.csv": "kg", "strong_dakheera_sample.csv": "kg"}
POUNDS = "strong_harrig12.csv"


def test_real_logs_and_tables_reach_silver(spark: Any, settings: Settings, real_data: Path) -> None:
    wearables, strength = real_data / "wearables", real_data / "strength"
    first = Landing(folders=(("me", wearables), ("me", strength)))
    kilograms = tuple(("me", strength / name) for name in UNITS)
    pounds = (("me", strength / POUNDS),)
    reports = [
        ingest(spark, settings, landing, AS_OF)
        for landing in (
            first,
            Landing(folders=kilograms, unit="kg"),
            Landing(folders=pounds, unit="lb"),
        )
    ]

    assert [dict(one.statuses) for one in reports] == [
        {"ingested": 7, "unit_unknown": 3}, {"ingested": 2}, {"ingested": 1},
    ]  # fmt: skip
    assert reports[0].rejected == {"bad_time": 1}
    files = read_records(tables.RAW_FILES, RawFile, settings)
    assert {file.status for file in files} == {"ingested"}
    assert len(files) == 10
    check_bronze(settings)
    check_silver(whole_silver(Lake(spark, settings, AS_OF)))


def check_bronze(settings: Settings) -> None:
    sets = read_records(tables.STRENGTH, BronzeRecord, settings)
    days = read_records(tables.DAILY_TABLES, BronzeRecord, settings)

    assert Counter(dict(one.attributes)["app"] for one in sets) == {
        "FitNotes": 2892, "Hevy": 3661, "Strong": 6 + 250 + 48,
    }  # fmt: skip
    assert Counter(one.kind for one in days) == {
        "fitabase_daily_activity": 487, "fitabase_sleep_day": 410, "fitabase_weight_log": 67,
        "lifesnaps_daily": 3844,
    }  # fmt: skip
    people = {(dict(one.attributes)["participant"], one.kind[:8], one.user_id) for one in days}
    # 36 of LifeSnaps; of Fitabase's 17, 24 and 8 many are the same person
    assert Counter(study for _, study, _ in people) == {"lifesnap": 36, "fitabase": 30}
    assert len({user_id for _, _, user_id in people} - {"me"}) == len(people)


def check_silver(frames: dict[str, Any]) -> None:
    sets = Counter(row.source for row in frames["strength_sets"].collect())
    readings = Counter((row.source, row.metric) for row in frames["observations"].collect())
    nights = Counter(row.source for row in frames["sleep_sessions"].collect())

    # two sets of strong_dakheera_legacy have the start, exercise and place of two of the sample's
    assert sets == {"FitNotes": 2892, "Hevy": 3661, "Strong": 6 + 250 + 48 - 2}
    assert readings["LifeSnaps", "steps"] == 2494 - 67
    assert readings["LifeSnaps", "hrv_rmssd_ms"] == 1172 - 4
    assert readings["LifeSnaps", "resting_hr_bpm"] == 2288
    assert readings["Fitabase", "steps"] == 487 - 40
    assert readings["Fitabase", "body_mass_kg"] == 67
    # one of LifeSnaps has no sleep, one 16.6 hours of it, which is refused
    assert nights == {"LifeSnaps": 1765 - 2, "Fitabase": 410}
