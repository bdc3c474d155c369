import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from jobs.ingest import ingest
from jobs.landing import Landing
from jobs.records import append_records, read_records
from jobs.redrive import judged, redrive, table_of
from jobs.redriving import PASSED, REFUSED, STUCK, Verdict, Wish
from jobs.sources.again import NotRedrivable, again
from jobs.sources.parsed import MAX_RAW, Record, Reject
from models.domain import tables
from models.domain.codec import to_json
from models.domain.events import CheckinEvent
from models.domain.rows import BronzeRecord, EventRecord, Quarantined, RawFile
from tests.builders.exports import SPAN, gzipped, health, reading, steps

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
LOG = (
    "date,exercise,set,reps,weight,weight unit\n"
    "2026-08-01,Squat,1,5,100,kg\n2026-08-01,Squat,1,5,110,\n2026-08-01,Squat,9,five,110,kg\n"
)
PULSE = f'<Record type="HKQuantityTypeIdentifierHeartRate" unit="furlongs" {SPAN} value="60"/>'
CHECKIN = CheckinEvent(
    event_id="e", user_id="u1", symptoms=[], occurred_at=AS_OF, recorded_at=AS_OF
)
ELEMENT = [
    "Record",
    {
        "type": "HKQuantityTypeIdentifierStepCount", "unit": "count", "value": "7",
        "startDate": "2026-08-02 06:40:00 +0200", "endDate": "2026-08-02 06:41:00 +0200",
        "meta:HKTimeZone": "Asia/Tokyo",
    },
    [],
]  # fmt: skip


def line(checkin: CheckinEvent) -> str:
    return json.dumps(to_json(checkin))


def landed(root: Path) -> Landing:
    files = {
        "athletes/u1/log.csv": LOG.encode(),
        "athletes/u1/export.xml": health(steps(1), steps("x"), PULSE),
        "events/checkins.jsonl.gz": gzipped(f"{line(CHECKIN)}\nnonsense\n".encode()),
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return Landing(root)


def refuse_more(settings: Settings) -> None:
    """Quarantine what an older parser, silver or the stream refused."""
    sha = {
        row.name.split("/")[-1]: row.sha256
        for row in read_records(tables.RAW_FILES, RawFile, settings)
    }
    export, history = sha["export.xml"], sha["checkins.jsonl.gz"]
    moved = line(replace(CHECKIN, event_id="f"))
    rows = [
        ("apple_health", export, 50, "bad_time", json.dumps(ELEMENT)),
        ("apple_health", export, 51, "malformed", "<Record type="),
        ("apple_health", export, 0, "out_of_range", ""),
        ("apple_health", export, 2, "unit_unknown", ""),
        ("events", history, 7, "does_not_fit", moved),
        ("events", history, 0, "does_not_fit", moved),
        ("oura", "gone", 0, "bad_time", "x" * MAX_RAW),
        ("feedback.v1/0", None, 3, "bad_record", "{}"),
    ]
    append_records(
        [
            Quarantined(
                user_id=None if "/" in source else "u1", source=source, file_sha256=file,
                ordinal=ordinal, reason=reason, detail="", raw=raw, quarantined_at=AS_OF,
            )
            for source, file, ordinal, reason, raw in rows
        ],
        tables.QUARANTINE,
        settings,
    )  # fmt: skip


def stored(settings: Settings) -> dict[str, list[Any]]:
    bronze = {
        table.name: read_records(table, BronzeRecord, settings)
        for table in (tables.APPLE_HEALTH, tables.STRENGTH)
    }
    return {**bronze, "events": read_records(tables.EVENTS, EventRecord, settings)}


def told(verdicts: list[Verdict]) -> dict[tuple[str, int | None, str], str]:
    return {(v.row.source, v.row.ordinal, v.row.reason): v.what for v in verdicts}


@pytest.mark.spark
def test_what_passes_today_is_stored_once_and_the_rest_stays_with_its_reason(
    spark: Any, settings: Settings, tmp_path: Path
) -> None:
    ingest(spark, settings, landed(tmp_path / "landing"), AS_OF)
    refuse_more(settings)
    before = stored(settings)
    refused = judged(spark, settings, ["u1"], AS_OF)

    def run(wish: Wish, unit: str | None = None) -> list[Verdict]:
        return redrive(settings, wish, unit, lambda users: refused if users == ["u1"] else set())

    silent = run(Wish(reason="unit_unknown", user_id="u1"))
    assert told(silent) == {
        ("native_strength", 1, "unit_unknown"): REFUSED,
        ("apple_health", 2, "unit_unknown"): REFUSED,
    }
    assert stored(settings) == before

    verdicts = run(Wish(), "kg")
    assert told(verdicts) == {
        ("native_strength", 1, "unit_unknown"): PASSED,
        ("native_strength", 2, "bad_value"): REFUSED,
        ("apple_health", 1, "bad_value"): REFUSED,
        ("apple_health", 50, "bad_time"): PASSED,
        ("apple_health", 51, "malformed"): STUCK,
        ("apple_health", 0, "out_of_range"): PASSED,
        ("apple_health", 2, "unit_unknown"): REFUSED,
        ("events", 1, "not_json"): REFUSED,
        ("events", 7, "does_not_fit"): PASSED,
        ("events", 0, "does_not_fit"): REFUSED,
        ("oura", 0, "bad_time"): STUCK,
        ("feedback.v1/0", 3, "bad_record"): STUCK,
    }
    after = stored(settings)
    check_stored(before, after)

    rest = run(Wish(), "kg")
    assert told(rest) == {key: what for key, what in told(verdicts).items() if what != PASSED}
    assert stored(settings) == after

    # killed after the append and before its row was forgotten
    append_records([v.row for v in verdicts if v.record], tables.QUARANTINE, settings)
    again_passed = [v for v in run(Wish(), "kg") if v.what == PASSED]
    assert len(again_passed) == sum(v.record is not None for v in verdicts)
    assert stored(settings) == after
    assert told(run(Wish(), "kg")) == told(rest)


def check_stored(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> None:
    """Check that bronze has the three new records, as a first reading would have stored them."""
    new = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    (lift,), (step,), (said,) = new["strength"], new["apple_health"], new["events"]
    attributes = dict(lift.attributes)

    assert attributes["weight_kg"] == "110"
    # the place it says is the first set's
    assert attributes["set_index"] == "2"
    assert dict(step.attributes)["meta:HKTimeZone"] == "Asia/Tokyo"
    assert (step.ordinal, step.start_ts) == (50, datetime(2026, 8, 2, 4, 40, tzinfo=UTC))
    assert (said.topic, said.partition, said.offset, said.key) == ("checkins.v1", -1, 7, "u1")


@pytest.mark.parametrize(
    ("source", "raw", "words"),
    [
        ("archive", "", "no payload was kept"),
        ("oura", "x" * MAX_RAW, "cut at 4000 characters"),
        ("hevy", '["a", "b"]', "no whole record"),
        ("apple_health", "<Record", "no whole record"),
        ("apple_health", '["Nobody", {}, []]', "no whole record"),
        ("stars", "{}", "nobody reads 'stars'"),
    ],
)
def test_a_payload_that_cannot_be_asked_again_says_why(source: str, raw: str, words: str) -> None:
    with pytest.raises(NotRedrivable, match=words):
        again(source, raw)


def test_a_refused_element_is_kept_whole(tmp_path: Path) -> None:
    zone = '<MetadataEntry key="HKTimeZone" value="Asia/Tokyo"/>'
    element = steps("many").replace("/>", f">{zone}</Record>")
    ((refused,), _) = reading(health(element), tmp_path)

    assert isinstance(refused, Reject)
    mended = again("apple_health", refused.raw.replace('"many"', '"7"'))
    assert isinstance(mended, Record)
    assert (mended.attributes["value"], mended.attributes["meta:HKTimeZone"]) == ("7", "Asia/Tokyo")


def test_a_studys_row_and_a_document_are_read_by_their_parsers() -> None:
    header = ("Id", "ActivityDate", "TotalSteps", "TotalDistance")
    header += ("FairlyActiveMinutes", "VeryActiveMinutes")
    row = dict(zip(header, ("7", "4/12/2016", "8000", "6.1", "10", "20"), strict=True))
    found = again("daily_tables", json.dumps(row))

    assert isinstance(found, Record)
    assert found.attributes["participant"] == "7"


def test_the_table_counts_reasons_and_shows_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    row = Quarantined(
        user_id="u1", source="hevy", file_sha256="f", ordinal=0, reason="bad_value", detail="",
        raw="{}", quarantined_at=AS_OF,
    )  # fmt: skip
    verdicts = [Verdict(row, REFUSED, "bad_value: reps 'my secret'"), Verdict(row, PASSED)]
    Console(width=120).print(table_of(verdicts))
    shown = capsys.readouterr().out

    assert "bad_value (1)" in shown
    assert "secret" not in shown
