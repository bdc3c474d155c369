from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from infra.settings import Settings
from jobs.describe import coverage, features_shown, held, main, tables_shown
from jobs.records import append_records, table_schema
from jobs.tables import location
from models.domain.rows import RawFile
from models.domain.tables import DAILY_FEATURES, RAW_FILES

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)


def raw_file(name: str) -> RawFile:
    return RawFile(
        sha256=name,
        user_id="u1",
        name=name,
        source="oura",
        bytes=10,
        status="ingested",
        detail=None,
        records=1,
        rejected=0,
        ingested_at=AT,
    )


def gold(settings: Settings, **columns: list[Any]) -> None:
    schema = table_schema(DAILY_FEATURES)
    size = len(next(iter(columns.values())))
    key: dict[str, Any] = {"user_id": "u1", "day": date(2026, 9, 1), "event_ts": AT}
    key |= {"imported": True, "month": "2026-09"}
    rows = {f.name: columns.get(f.name, [key.get(f.name)] * size) for f in schema}
    write_deltalake(location(DAILY_FEATURES, settings), pa.table(rows, schema=schema))


def test_an_empty_lake_says_what_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("jobs.describe.settings", lambda: settings)
    main()

    assert "run the DAG `lake`" in capsys.readouterr().err


def test_tables_are_told_with_their_rows_and_how_fresh_they_are(settings: Settings) -> None:
    append_records([raw_file("a"), raw_file("b")], RAW_FILES, settings)
    append_records([raw_file("c")], RAW_FILES, settings)
    (found,) = held(settings)

    assert (found.table, found.rows, found.files, found.version) == ("bronze/raw_files", 3, 2, 1)
    assert (found.newest, found.megabytes > 0) == ("2026-09-01 08:00", True)
    assert tables_shown([found]).row_count == 1


def test_a_feature_is_as_full_as_its_column(settings: Settings) -> None:
    gold(settings, steps_1d=[1000.0, None, 3000.0, 2000.0], sleep_rem_h=[None] * 4)
    found = {one.feature: one for one in coverage(settings)}

    assert (found["steps_1d"].known, found["steps_1d"].median) == (0.75, 2000.0)
    assert (found["sleep_rem_h"].known, found["sleep_rem_h"].median) == (0.0, None)
    assert features_shown(list(found.values())).row_count == len(found)
