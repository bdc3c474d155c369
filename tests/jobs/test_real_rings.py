"""Every real file of Oura's documents to silver, from a folder and from a server."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from infra.settings import Settings
from jobs.ingest import ingest
from jobs.landing import Landing
from jobs.layers import Lake
from jobs.records import read_records
from jobs.sources.oura_client import OuraClient
from jobs.sources.oura_pages import fetch
from jobs.sources.oura_tokens import save, token_file
from jobs.sources.oura_windows import Days
from models.domain import tables
from models.domain.rows import BronzeRecord
from tests.builders.ring_cloud import CLIENT, SECRET, RingCloud, running
from tests.builders.silver import whole_silver

pytestmark = pytest.mark.spark
AS_OF, LATER = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)
DAYS = Days(date(2026, 8, 10), date(2026, 8, 11))
DOCUMENTS = {
    # as data/real/README.md counts them
    "daily_activity": 2, "daily_readiness": 2, "daily_sleep": 2, "heartrate": 7, "session": 2,
    "sleep": 2, "workout": 2,
}  # fmt: skip
FIGURES = {
    # of two days each: eleven figures of activity, three of readiness, four of a night
    "steps": 2, "active_energy_kcal": 2, "total_energy_kcal": 2, "walking_equivalent_m": 2,
    "high_activity_min": 2, "medium_activity_min": 2, "low_activity_min": 2, "sedentary_min": 2,
    "non_wear_min": 2, "average_met": 2, "oura_activity_score": 2, "oura_readiness_score": 2,
    "temperature_deviation_c": 2, "temperature_trend_c": 2, "oura_sleep_score": 2,
    "hrv_rmssd_ms": 2, "lowest_hr_night_bpm": 2, "mean_hr_night_bpm": 2, "respiratory_rate": 2,
    "heart_rate_bpm": 7,
}  # fmt: skip


def held(folder: Path) -> dict[str, list[Any]]:
    """Return the real documents by kind."""
    found: dict[str, list[Any]] = {}
    for file in sorted(folder.glob("ihadanidea_*.json")):
        kind = file.stem.removeprefix("ihadanidea_").removesuffix("_page1").removesuffix("_page2")
        found.setdefault(kind, []).extend(json.loads(file.read_text())["data"])
    return found


def fetched(settings: Settings, documents: dict[str, list[Any]]) -> Landing:
    """Return a landing of what a server gave."""
    with running(RingCloud(documents=documents)) as cloud:
        update = {"oura_client_id": CLIENT, "oura_base_url": cloud.url}
        here = settings.model_copy(update={**update, "oura_client_secret": SecretStr(SECRET)})
        save(token_file(here.state, "me"), {"access_token": cloud.access})
        folder = settings.state / "landing" / "athletes" / "me" / "oura"
        with OuraClient(here, "me") as client:
            found = fetch(client, DAYS, folder, lambda _: None)
    assert [one.problem for one in found if one.problem] == []
    return Landing(settings.state / "landing")


@pytest.mark.long
def test_real_documents_reach_silver_once(spark: Any, settings: Settings, real_data: Path) -> None:
    folder = real_data / "oura"
    saved = Landing(folders=(("me", folder),))
    first, again = (ingest(spark, settings, saved, AS_OF) for _ in range(2))

    assert first.statuses == {"ingested": 8, "not_an_export": 1}
    assert (first.records, first.rejected) == ({"oura": 19}, {})
    assert (again.known, again.records) == (9, {})
    assert kinds(settings) == DOCUMENTS
    check_silver(whole_silver(Lake(spark, settings, AS_OF)), rode_h=1.15)

    documents = held(folder)
    documents["workout"][0] |= {"end_datetime": "2026-08-10T18:02:00-07:00"}
    by_server = ingest(spark, settings, fetched(settings, documents), LATER)
    unchanged = ingest(spark, settings, fetched(settings, documents), LATER)

    assert by_server.records == {"oura": 19}
    assert (unchanged.known, unchanged.records) == (by_server.files, {})
    assert kinds(settings) == {kind: 2 * count for kind, count in DOCUMENTS.items()}
    check_silver(whole_silver(Lake(spark, settings, LATER)), rode_h=1.0)


def kinds(settings: Settings) -> Counter[str]:
    return Counter(one.kind for one in read_records(tables.OURA, BronzeRecord, settings))


def check_silver(frames: dict[str, Any], rode_h: float) -> None:
    figures = frames["observations"].collect()
    nights = frames["sleep_sessions"].orderBy("day").collect()
    done = {one.activity: one for one in frames["workouts"].collect()}
    totals = {(one.metric, one.day): one.merged for one in frames["daily_totals"].collect()}

    assert Counter(one.metric for one in figures) == FIGURES
    assert totals["steps", date(2026, 8, 10)] == 8342
    assert totals["walking_equivalent_m", date(2026, 8, 11)] == 6100
    assert [(n.asleep_h, n.latency_min, n.hrv_rmssd_ms) for n in nights] == [
        (7.5, 10.0, 42.0), (6.75, 15.0, 36.0),
    ]  # fmt: skip
    assert done.keys() == {"Cycling", "TraditionalStrengthTraining", "Meditation", "Breathing"}
    assert done["Cycling"].duration_min == pytest.approx(60 * rode_h)
    assert (done["Cycling"].energy_kcal, done["Cycling"].distance_m) == (480.0, 18500.0)
    assert {one.day for one in done.values()} == {date(2026, 8, 10), date(2026, 8, 11)}


def test_a_lake_from_before_a_column_gets_it_with_the_next_rebuild(
    spark: Any, settings: Settings
) -> None:
    from jobs.tables import location, read, replace

    table = tables.WORKOUTS
    whole = read(spark, table, settings)
    old = whole.drop("intensity", "entry").write.format("delta")
    old.partitionBy(*table.partition).save(location(table, settings))
    replace(whole, table, settings)

    assert {"intensity", "entry"} <= set(read(spark, table, settings).columns)
