from collections import Counter
from pathlib import Path

import pytest

from jobs.silver.apple import KINDS
from jobs.sources.containers import leaves_its_folder, members
from jobs.sources.parsed import BrokenFile, Record
from tests.builders.exports import HEVY, SQUAT, gzipped, health, reading, steps, zipped

EXPORT = health(steps(1), steps(2))
ROUTES = "apple_health/dogsheep_zip/apple_health_export/workout-routes"
APPLE = {
    # (Record, Workout, points or rows) as data/real/README.md counts them; then what it does not
    # count: Me, Correlation and ActivitySummary elements; last, records told twice by the file
    "apple_health/adversarial/rinoshiyo_x4-3-multi-empty-xml.zip": ((0, 0, 0), 0, 0),
    "apple_health/adversarial/rinoshiyo_x4-7-broken-xml.zip": ((0, 0, 0), 0, 0),
    "apple_health/aleksi_ru_testdata.xml": ((2, 0, 0), 1, 0),
    "apple_health/alxdrcirilo_export.xml": ((8, 0, 0), 1, 0),
    "apple_health/dogsheep_export.xml": ((2, 1, 0), 3, 0),
    "apple_health/dogsheep_zip/apple_health_export/export.xml": ((2, 1, 0), 3, 0),
    f"{ROUTES}/route_2019-06-11_3.00pm.gpx": ((0, 0, 3), 0, 0),
    "apple_health/hkimport_2017_a.xml.gz": ((4159, 11, 0), 2, 30),
    "apple_health/jclark_csv/HeartRateVariabilitySDNN.csv.gz": ((301, 0, 0), 0, 0),
    "apple_health/jclark_csv/RestingHeartRate.csv.gz": ((75, 0, 0), 0, 0),
    "apple_health/jclark_csv/SleepAnalysis.csv.gz": ((77, 0, 0), 0, 0),
    "apple_health/jclark_csv/WalkingHeartRateAverage.csv.gz": ((76, 0, 0), 0, 0),
    "apple_health/jclark_csv/Workout.csv.gz": ((0, 65, 0), 0, 0),
    "apple_health/rinoshiyo_sample_ecg.csv": ((0, 0, 10), 0, 0),
    # the README counts the two of a comment, too
    "apple_health/rinoshiyo_sample_export.xml": ((8, 1, 0), 3, 2),
    "apple_health/rinoshiyo_sample_workout_route.gpx": ((0, 0, 3), 0, 0),
    "apple_health/ruochenlyu_multi_source.xml": ((45, 4, 0), 5, 0),
    "apple_health/tagbug_export.xml": ((5, 0, 0), 1, 0),
    "apple_health/tdda_export6s3sample.xml": ((15, 1, 0), 3, 0),
    "apple_health_gpl3/reyrolle_a.xml": ((24, 3, 0), 0, 0),
    "apple_health_gpl3/workout-routes/route_2025-09-16_6.15pm.gpx.gz": ((0, 0, 3654), 0, 0),
    "apple_health_gpl3/workout-routes/route_2025-12-28_2.45pm.gpx.gz": ((0, 0, 814), 0, 0),
}
OTHERS = {
    "oura/ihadanidea_daily_activity.json": 2,
    "oura/ihadanidea_daily_readiness.json": 2,
    "oura/ihadanidea_daily_sleep.json": 2,
    "oura/ihadanidea_heartrate.json": 7,
    "oura/ihadanidea_session.json": 2,
    "oura/ihadanidea_sleep_page1.json": 1,
    "oura/ihadanidea_sleep_page2.json": 1,
    "oura/ihadanidea_workout.json": 2,
    "strength/fitnotes_android_verifit.csv.gz": 2892,
    "strength/hevy_dakheera_even.csv.gz": 3655,
    "strength/hevy_strengthjourneys_kg.csv": 6,
    "strength/strong_dakheera_legacy.csv": 6,
    "strength/strong_dakheera_sample.csv": 250,
    "strength/strong_harrig12.csv": 48,
    "wearables/fitabase_dailyActivity_a.csv": 487,
    "wearables/fitabase_sleepDay_merged.csv": 410,
    "wearables/fitabase_weightLogInfo_merged.csv": 67,
    "wearables/lifesnaps_daily_a.csv.gz": 3844,
}
ASKED = {
    "strength/strong_dakheera_legacy.csv": "kg",
    "strength/strong_dakheera_sample.csv": "kg",
    "strength/strong_harrig12.csv": "lb",
}
"""Files that do not tell their unit, and what their owners would answer."""
ROWS = {
    # rows below the header, as data/real/README.md counts them
    "strength/fitnotes_android_verifit.csv.gz": 2892,
    "strength/hevy_dakheera_even.csv.gz": 3655,
    "strength/hevy_strengthjourneys_kg.csv": 7,
    "strength/strong_dakheera_legacy.csv": 6,
    "strength/strong_dakheera_sample.csv": 250,
    "strength/strong_harrig12.csv": 50,
    "wearables/fitabase_dailyActivity_a.csv": 487,
    "wearables/fitabase_sleepDay_merged.csv": 413,
    "wearables/fitabase_weightLogInfo_merged.csv": 67,
    "wearables/lifesnaps_daily_a.csv.gz": 3844,
}


@pytest.mark.parametrize("name", APPLE)
def test_every_real_file_of_apple_health_is_read_whole(
    name: str, real_data: Path, tmp_path: Path
) -> None:
    (records, workouts, samples), others, twice = APPLE[name]
    found, outcome = reading(real_data / name, tmp_path)
    kept = [one for one in found if isinstance(one, Record)]
    kinds = Counter(plain(one.kind) for one in kept)
    points = [int(one.attributes.get("points") or one.attributes["samples"]) for one in kept
              if one.kind in DERIVED]  # fmt: skip

    assert (kinds["Record"], kinds["Workout"], sum(points)) == (records - twice, workouts, samples)
    assert len(kept) == records - twice + workouts + others + len(points)
    assert outcome.notes["records of Correlations told once"] == twice
    assert outcome.rejected == {}
    assert outcome.status == ("ingested" if kept else ENDS[Path(name).name])


DERIVED = ("WorkoutRoute", "Electrocardiogram")
ENDS = {
    "rinoshiyo_x4-3-multi-empty-xml.zip": "broken",
    "rinoshiyo_x4-7-broken-xml.zip": "truncated",
}


def plain(kind: str) -> str:
    return "Record" if kind.startswith(("HKQuantity", "HKCategory")) else kind


def test_a_figure_that_nothing_is_made_of_stays_as_it_stood(
    real_data: Path, tmp_path: Path
) -> None:
    found, _ = reading(real_data / "apple_health/hkimport_2017_a.xml.gz", tmp_path)
    glucose = "HKQuantityTypeIdentifierBloodGlucose"
    values = [
        one.attributes["value"] for one in found if isinstance(one, Record) and one.kind == glucose
    ]

    # 666 mg/dL, told by two apps
    assert values.count("666") == 2
    assert glucose not in KINDS


def test_every_other_supported_real_file_is_read_whole(real_data: Path, tmp_path: Path) -> None:
    read = {name: reading(real_data / name, tmp_path, ASKED.get(name))[1] for name in OTHERS}

    assert {name: one.records.total() for name, one in read.items()} == OTHERS
    assert {one.status for one in read.values()} == {"ingested"}
    assert sum((one.rejected for one in read.values()), Counter()) == {"bad_time": 1}


def test_every_row_is_stored_repeated_rejected_or_noted(real_data: Path, tmp_path: Path) -> None:
    read = {name: reading(real_data / name, tmp_path, ASKED.get(name))[1] for name in ROWS}
    became = {
        name: one.records.total() + one.rejected.total() + one.notes.total()
        for name, one in read.items()
    }

    assert became == ROWS
    assert sum((one.notes for one in read.values()), Counter()) == {
        "duplicate rows": 3,
        "empty lines": 2,
    }


def test_every_other_real_file_is_listed_with_its_reason(real_data: Path, tmp_path: Path) -> None:
    read = APPLE.keys() | OTHERS.keys() - ASKED.keys()
    others = {
        str(path.relative_to(real_data)): reading(path, tmp_path)[1]
        for path in sorted(real_data.rglob("*"))
        if path.is_file() and str(path.relative_to(real_data)) not in read
    }

    assert all(one.detail for one in others.values())
    assert {n for n, one in others.items() if one.status == "unit_unknown"} == ASKED.keys()
    assert {one.status for one in others.values()} == {"unit_unknown", "not_an_export"}


@pytest.mark.parametrize(
    "content",
    [
        EXPORT,
        gzipped(EXPORT),
        zipped({"apple_health_export/eksport.xml": EXPORT}),
        zipped({"x/export_cda.xml": b"<ClinicalDocument/>", "x/\u5c0e\u51fa.xml": EXPORT}),
    ],
)
def test_the_container_and_the_name_do_not_matter(content: bytes, tmp_path: Path) -> None:
    records, outcome = reading(content, tmp_path)

    assert len(records) == 2
    assert outcome.status == "ingested"
    assert outcome.records == {"apple_health": 2}


def test_one_archive_may_hold_several_sources(tmp_path: Path) -> None:
    content = zipped({"a.xml": EXPORT, "b.csv": (HEVY + SQUAT).encode(), "c.txt": b"hello"})
    _, outcome = reading(content, tmp_path)

    assert outcome.records == {"apple_health": 2, "hevy": 1}
    assert outcome.detail == "c.txt: plain text"


def test_an_empty_file_beside_the_export_does_not_spoil_it(tmp_path: Path) -> None:
    _, outcome = reading(zipped({"ecg/1.csv": b"", "export.xml": EXPORT}), tmp_path)

    assert (outcome.status, outcome.detail) == ("ingested", "ecg/1.csv: an empty file")


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "..\\evil.xml", "C:\\evil"])
def test_a_name_that_leaves_the_folder_is_refused_and_the_rest_read(
    name: str, tmp_path: Path
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    records, outcome = reading(zipped({name: EXPORT, "export.xml": EXPORT}), inside)

    assert leaves_its_folder(name)
    assert outcome.rejected == {"unsafe_name": 1}
    assert len([one for one in records if isinstance(one, Record)]) == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["file"]


@pytest.mark.parametrize(
    ("content", "kept", "status"),
    [
        (b"", 0, "broken"),
        (b"PK", 0, "broken"),
        (b"PK\x03\x04 not a zip", 0, "broken"),
        (zipped({}), 0, "broken"),
        (zipped({"export.xml": EXPORT})[:-40], 2, "truncated"),
        (zipped({"a.txt": b"hello", "export.xml": EXPORT})[:-40], 2, "truncated"),
        (b"\x1f\x8b", 0, "truncated"),
        (gzipped(EXPORT)[:-9], 2, "truncated"),
        (health(steps(1), end=""), 1, "truncated"),
        (zipped({"export.xml": health(steps(1), end="")}), 1, "truncated"),
        (b'{"data": [{"day": "2026-08-10", "bedtime_start": "x", "bedtime_end": "y"', 0, "broken"),
    ],
)
def test_a_file_that_ends_early_keeps_what_came_before(
    content: bytes, kept: int, status: str, tmp_path: Path
) -> None:
    records, outcome = reading(content, tmp_path)

    assert outcome.status == status
    assert outcome.detail
    assert len(records) == kept


def test_damage_inside_an_archive_is_found(tmp_path: Path) -> None:
    content = zipped({"export.xml": health(*(steps(i) for i in range(2000)))})
    _, outcome = reading(content[:300] + b"????" + content[304:], tmp_path)

    assert outcome.status == "broken"


def test_what_unpacks_to_more_than_the_budget_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped({"export.xml": EXPORT + b" " * 200_000}))
    member = next(unpacked := members(tmp_path / "bomb.zip", budget=100_000))

    with pytest.raises(BrokenFile, match="budget"):
        list(iter(lambda: member.stream.read(1 << 16), b""))
    unpacked.close()
