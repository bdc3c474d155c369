"""The exports look like the vendors' own."""

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest

from models.simulator.apple import export_zip
from models.simulator.diary import Diary, Span
from models.simulator.hevy import HEADER, hevy_csv
from models.simulator.latent import STRENGTH
from models.simulator.life import live
from models.simulator.oura import oura_readiness, oura_sleep
from models.simulator.truth import WEEKS, athlete, stream

SPAN = Span(seed=7, start=date(2026, 8, 1), days=12)


@pytest.fixture(scope="module")
def diary() -> Diary:
    traits = replace(athlete(7, 2), watch=True, ring=True, by_night=True, unworn=(False,) * WEEKS)
    return live(traits, SPAN)


def exported(diary: Diary, *, dense: bool) -> bytes:
    return export_zip(diary.traits, diary.days, stream(7, 2, 5), dense=dense)


def root(content: bytes) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["apple_health_export/export.xml"]
        return ET.fromstring(archive.read("apple_health_export/export.xml"))


def test_apple_health_is_well_formed_and_dense_where_asked(diary: Diary) -> None:
    worn = sum(day.measured.steps is not None for day in diary.days)
    usual = root(exported(diary, dense=False)).findall("Record")
    few = replace(diary, days=diary.days[:3])
    dense = root(exported(few, dense=True)).findall("Record")

    assert 40 <= len(usual) / worn <= 60
    assert len(dense) / 3 >= 1000
    assert all(datetime.strptime(r.attrib["endDate"], "%Y-%m-%d %H:%M:%S %z") for r in usual)
    kinds = {k.removeprefix("HKQuantityTypeIdentifier") for k in (r.attrib["type"] for r in usual)}
    assert {"StepCount", "HeartRate", "RestingHeartRate", "HeartRateVariabilitySDNN"} <= kinds


def test_apple_health_nights_and_workouts(diary: Diary) -> None:
    health = root(exported(diary, dense=False))
    stages = Counter(
        r.attrib["value"].removeprefix("HKCategoryValueSleepAnalysis")
        for r in health.findall("Record")
        if r.attrib["type"] == "HKCategoryTypeIdentifierSleepAnalysis"
    )
    trained = [d for d in diary.days if d.measured.steps is not None and d.trained_min]

    assert {"InBed", "AsleepCore", "AsleepDeep", "AsleepREM", "Awake"} == set(stages)
    assert len(health.findall("Workout")) == len(trained) > 0
    assert len(health.findall("Workout/WorkoutStatistics")) == 2 * len(trained)


def test_the_same_days_make_the_same_zip(diary: Diary) -> None:
    assert exported(diary, dense=False) == exported(diary, dense=False)


def test_oura_documents_have_what_its_spec_requires(diary: Diary) -> None:
    sleep = json.loads(oura_sleep(diary.traits, diary.days))
    ready = json.loads(oura_readiness(diary.traits, diary.days))

    assert sleep["next_token"] is ready["next_token"] is None
    for one in sleep["data"]:
        assert {"id", "day", "bedtime_start", "bedtime_end", "time_in_bed", "period"} <= set(one)
        parts = one["deep_sleep_duration"] + one["rem_sleep_duration"] + one["light_sleep_duration"]
        assert parts == one["total_sleep_duration"] <= one["time_in_bed"]
        assert datetime.fromisoformat(one["bedtime_end"]).date().isoformat() == one["day"]
    assert {"id", "contributors", "day", "timestamp", "score"} <= set(ready["data"][0])
    assert len({one["id"] for one in sleep["data"] + ready["data"]}) == 2 * len(sleep["data"])


def test_hevy_has_its_header_and_a_row_a_set(diary: Diary) -> None:
    lifted = [replace(d, sport=STRENGTH, trained_min=40) for d in diary.days[:2]]
    rows = list(csv.DictReader(io.StringIO(hevy_csv(lifted, stream(7, 2, 5)).decode())))

    assert tuple(rows[0]) == HEADER
    assert len(rows) == 2 * 3 * 4
    assert {r["set_index"] for r in rows} == {"0", "1", "2", "3"}
    times = [rows[0][name].rpartition(", ")[2] for name in ("start_time", "end_time")]
    assert times == ["18:00", "18:40"]
