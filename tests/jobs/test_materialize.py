"""The online store is written and read through Feast, as `make demo` and the API do."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY
from serving.features import Feast
from tests.conftest import settings_at

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
TODAY = date(2026, 9, 2)
USERS = ("u1", "u2", "u3")


def seen(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def value(user: str, number: int, day: date) -> float | None:
    """Return something different for each cell; every seventh is missing."""
    whole = USERS.index(user) * 1000 + number * 10 + day.day
    return None if whole % 7 == 0 else whole / 3


def row(user: str, day: date) -> dict[str, Any]:
    features = {f.name: value(user, number, day) for number, f in enumerate(DAILY)}
    head = {"user_id": user, "day": day, "event_ts": seen(day), "month": f"{day:%Y-%m}"}
    return head | features


def write(settings: Settings, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa
    from deltalake import write_deltalake

    from jobs.tables import location

    head = [("user_id", pa.string()), ("day", pa.date32()), ("event_ts", pa.timestamp("us", "UTC"))]
    tail = [("month", pa.string()), *((f.name, pa.float64()) for f in DAILY)]
    table = pa.Table.from_pylist(rows, pa.schema([*head, *tail]))
    place = location(DAILY_FEATURES, settings)
    write_deltalake(place, table, mode="append", partition_by=["month"])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Write two days of three athletes, one of whom has no second, and materialise them."""
    from jobs.materialize import apply, materialize

    settings = settings_at(tmp_path_factory.mktemp("materialize"))
    yesterday = TODAY - timedelta(days=1)
    write(settings, [row(user, TODAY) for user in USERS[:2]])
    write(settings, [row(user, yesterday) for user in USERS])
    apply(settings)
    assert materialize(settings) == 3
    return settings


def online(settings: Settings) -> dict[str, Any]:
    reader = Feast(settings.feast_config())
    return {user: reader.read(user, None) for user in USERS}


def stored(settings: Settings) -> list[Any]:
    """Return what the store's tables hold, but for when it was written."""
    import sqlite3

    with sqlite3.connect(settings.online_store) as connection:
        found = connection.execute(
            "SELECT hex(entity_key), feature_name, hex(value), event_ts "
            "FROM fitloop_daily_features ORDER BY 1, 2"
        ).fetchall()
    connection.close()
    return found


def test_the_online_row_is_the_newest_offline_row(filled: Settings) -> None:
    newest = {"u1": TODAY, "u2": TODAY, "u3": TODAY - timedelta(days=1)}

    for user, row_online in online(filled).items():
        offline = row(user, newest[user])
        assert dict(row_online.daily) == {f.name: offline[f.name] for f in DAILY}
        assert row_online.daily_at == offline["event_ts"]


def test_running_twice_changes_nothing(filled: Settings) -> None:
    from jobs.materialize import apply, materialize

    before = stored(filled)
    apply(filled)

    assert materialize(filled) == 3
    assert len(before) == len(USERS) * len(DAILY)
    assert stored(filled) == before


def test_more_athletes_than_one_write_takes_are_all_there(settings: Settings) -> None:
    from jobs.materialize import CHUNK, apply, materialize

    many = [row("u1", TODAY) | {"user_id": f"a{number}"} for number in range(CHUNK + 1)]
    write(settings, many)
    apply(settings)

    assert materialize(settings) == CHUNK + 1
    assert len({key for key, *_ in stored(settings)}) == CHUNK + 1


def test_readers_never_wait_for_the_writer(filled: Settings) -> None:
    import sqlite3

    with sqlite3.connect(filled.online_store) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()

    assert mode == "wal"


def test_the_registry_points_at_this_lake(filled: Settings) -> None:
    from jobs.materialize import feature_store
    from jobs.tables import location

    store = feature_store(filled)

    assert store.get_data_source("daily_features").path == location(DAILY_FEATURES, filled)
    assert [service.name for service in store.list_feature_services()] == ["plan_v2"]


def test_a_lake_without_gold_is_an_error_and_not_an_empty_store(tmp_path: Path) -> None:
    from deltalake.exceptions import TableNotFoundError

    from jobs.materialize import materialize

    with pytest.raises(TableNotFoundError):
        materialize(settings_at(tmp_path))
