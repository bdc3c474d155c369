"""One person leaves every table, file and view; everybody else stays, and no old file is left."""

import gzip
import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from jobs.erase import erase, one_pass, total
from jobs.erasing.lake import predicate
from jobs.erasing.online import entity_parts, erase_keys
from jobs.landing import Landing
from jobs.records import append_records, read_columns, version_of
from jobs.sources.oura_tokens import token_file
from jobs.tables import location
from models.domain.rows import RawFile
from models.domain.tables import (
    ATHLETES,
    CHECKINS,
    DAILY_FEATURES,
    EVENTS,
    QUARANTINE,
    RAW_FILES,
    TABLES,
)
from tests.builders.online_store import fill_online_store
from tests.builders.small_lake import (
    FIRST,
    noon,
    user,
    write_checkins,
    write_days,
    write_events,
    write_people,
    write_quarantine,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
ANN, BEN = user(0), user(1)


def lake(settings: Settings) -> None:
    write_people(settings, 2)
    write_days(settings, 2, days=3)
    write_checkins(settings, ANN, BEN)
    write_events(settings, ANN, BEN, ANN)
    write_quarantine(settings, (ANN, "{}"), (None, f'{{"user_id": "{ANN}"'), (None, "{"))


def landing(settings: Settings) -> Path:
    """Write vendor files, history and registrations of both, and an upload of Ann's."""
    folder = settings.state / "landing"
    for one in (ANN, BEN):
        (folder / "athletes" / one).mkdir(parents=True)
        (folder / "athletes" / one / "hevy.csv").write_text("a,b")
    (folder / "athletes.jsonl").write_text(f'{{"user_id": "{ANN}"}}\n{{"user_id": "{BEN}"}}\n')
    (folder / "events").mkdir()
    lines = b"".join(b'{"user_id": "%s"}\n' % one.encode() for one in (ANN, BEN, ANN))
    (folder / "events" / "checkins.jsonl.gz").write_bytes(gzip.compress(lines))
    upload = settings.state / "uploads" / ANN / "job-1"
    upload.mkdir(parents=True)
    (upload / "export.zip").write_bytes(b"PK")
    token_file(settings.state, ANN).parent.mkdir()
    token_file(settings.state, ANN).write_text(f'{{"access_token": "{ANN}"}}')
    token_file(settings.state, BEN).write_text("{}")
    (settings.state / "jobs").mkdir()
    (settings.state / "jobs" / "job-1.json").write_text("{}")
    return folder


def archived(settings: Settings, file: Path) -> None:
    """Note a file as read, as the ingest does."""
    content = file.read_bytes()
    row = RawFile(
        sha256=hashlib.sha256(content).hexdigest(), user_id="", name=f"events/{file.name}",
        source="events", bytes=len(content), status="ingested", detail=None, records=3,
        rejected=0, ingested_at=noon(FIRST),
    )  # fmt: skip
    append_records([row], RAW_FILES, settings)


def people_in(settings: Settings) -> dict[str, set[str]]:
    own = (ATHLETES, CHECKINS, DAILY_FEATURES)
    found = {t.name: read_columns(t, settings, columns=["user_id"])["user_id"] for t in own}
    found["events"] = read_columns(EVENTS, settings, columns=["key"])["key"]
    return {name: set(column.to_pylist()) for name, column in found.items()}


def test_a_person_leaves_every_table_and_nobody_else_does(settings: Settings) -> None:
    lake(settings)

    erased = one_pass(ANN, settings)["lake"]

    assert {path: n for path, n in erased.items() if n} == {
        "bronze/events": 2,
        "bronze/quarantine": 2,
        "silver/athletes": 1,
        "silver/checkins": 1,
        "gold/daily_features": 3,
    }
    assert set(map(frozenset, people_in(settings).values())) == {frozenset({BEN})}
    assert read_columns(QUARANTINE, settings)["raw"].to_pylist() == ["{"]


def test_no_file_that_held_the_person_is_left(settings: Settings) -> None:
    lake(settings)
    one_pass(ANN, settings)

    held = [f for f in Path(settings.lake).rglob("*.parquet") if ANN.encode() in f.read_bytes()]

    assert held == []


def test_a_file_that_another_writer_has_not_committed_yet_stays(settings: Settings) -> None:
    lake(settings)
    written = Path(location(CHECKINS, settings)) / "part-on-its-way.parquet"
    written.write_bytes(b"PAR1")

    one_pass(ANN, settings)

    assert written.exists()


def test_every_table_with_a_persons_column_is_asked() -> None:
    asked = {t.path for t in TABLES if predicate(t, ANN)}
    known = {t.path for t in TABLES if {"user_id", "key"} & set(t.record.__dataclass_fields__)}

    assert asked == known
    assert len(asked) >= 18


def at_once(_seconds: float) -> None:
    return None


def test_erasing_twice_erases_nothing_the_second_time(settings: Settings) -> None:
    lake(settings)
    landing(settings)

    first = erase(ANN, settings, at_once)
    version = version_of(CHECKINS, settings)

    assert total(first) > 0
    assert total(erase(ANN, settings, at_once)) == 0
    assert version_of(CHECKINS, settings) == version


def test_what_arrives_meanwhile_is_erased_too(settings: Settings) -> None:
    lake(settings)
    late = [lambda: write_events(settings, ANN), lambda: None]

    erased = erase(ANN, settings, lambda _: late.pop(0)())

    assert erased["lake"]["bronze/events"] == 3
    assert people_in(settings)["events"] == {BEN}


def test_a_person_who_never_stops_arriving_is_an_error(settings: Settings) -> None:
    lake(settings)

    with pytest.raises(TimeoutError, match="still writes"):
        erase(ANN, settings, lambda _: write_events(settings, ANN))


def test_files_of_the_person_go_and_lines_keep_their_places(settings: Settings) -> None:
    folder = landing(settings)
    history = folder / "events" / "checkins.jsonl.gz"
    archived(settings, history)

    erased = one_pass(ANN, settings)["files"]

    assert erased == {
        "jobs": 1,
        "uploads": 1,
        "oura": 1,
        "landing/athletes": 1,
        "landing/athletes.jsonl": 1,
        "landing/events/checkins.jsonl.gz": 2,
    }
    lines = gzip.decompress(history.read_bytes()).split(b"\n")
    assert [json.loads(line)["user_id"] if line else None for line in lines] == [
        None, BEN, None, None,
    ]  # fmt: skip
    left = [f for f in settings.state.rglob("*") if f.is_file() and ANN.encode() in f.read_bytes()]
    assert left == []


def test_a_changed_history_file_is_not_read_as_a_new_one(settings: Settings) -> None:
    folder = landing(settings)
    archived(settings, folder / "events" / "checkins.jsonl.gz")

    one_pass(ANN, settings)

    [file] = [one for one in Landing(folder).files() if one.topic]
    known = read_columns(RAW_FILES, settings, columns=["sha256", "bytes"]).to_pylist()
    assert known == [{"sha256": file.sha256, "bytes": file.bytes}]


def online(settings: Settings) -> dict[str, int]:
    with sqlite3.connect(settings.online_store) as connection:
        found = {
            view: connection.execute(
                f"SELECT count(DISTINCT entity_key) FROM fitloop_{view}"
            ).fetchone()[0]
            for view in ("daily_features", "athlete_state", "live_body")
        }
    connection.close()
    return found


def test_the_online_store_forgets_every_learner_of_the_person(settings: Settings) -> None:
    # u1 begins u10: an id within another one is somebody else
    config = settings.feast_config()
    live = {one: {"hrv_rmssd_ms": 40.0} for one in ("u1", "u10")}
    fill_online_store(config, ["u1", "u10"], "enc-1:pooled", live)
    fill_online_store(config, ["u1", "u10"], "enc-2:pooled", live)
    assert online(settings) == {"daily_features": 2, "athlete_state": 4, "live_body": 2}

    erased = one_pass("u1", settings)["online_store"]

    assert {name: n for name, n in erased.items() if n} == {
        "fitloop_athlete_state": 2,
        "fitloop_daily_features": 1,
        "fitloop_live_body": 1,
    }
    assert online(settings) == {"daily_features": 1, "athlete_state": 2, "live_body": 1}


def test_keys_are_what_feast_makes_of_an_entity() -> None:
    from feast.infra.key_encoding_utils import serialize_entity_key
    from feast.protos.feast.types.EntityKey_pb2 import EntityKey
    from feast.protos.feast.types.Value_pb2 import Value

    def key(join: str, value: str) -> bytes:
        entity = EntityKey(join_keys=[join], entity_values=[Value(string_val=value)])
        return bytes(serialize_entity_key(entity, entity_key_serialization_version=3))

    class Redis:
        """A store of bytes that answers the two commands an erasure needs."""

        def __init__(self) -> None:
            whole = [key("user_id", one) for one in (ANN, BEN)]
            states = [key("user_learner", f"{one}|enc:pooled") for one in (ANN, BEN)]
            self.keys = [one + b"fitloop" for one in whole + states]

        def scan_iter(self, match: str) -> Sequence[bytes]:
            return [one for one in self.keys if match.strip("*").encode() in one]

        def delete(self, *keys: bytes) -> int:
            self.keys = [one for one in self.keys if one not in keys]
            return len(keys)

    store = Redis()

    assert erase_keys(store, ANN) == 2
    assert erase_keys(store, ANN) == 0
    assert len(store.keys) == 2
    assert all(any(part in one for part in entity_parts(BEN)) for one in store.keys)


@pytest.mark.parametrize("user_id", ["", "../x", "a' OR 'a' = 'a", "%", "a b"])
def test_what_can_be_no_user_id_is_refused(settings: Settings, user_id: str) -> None:
    with pytest.raises(ValueError, match="a user_id holds"):
        erase(user_id, settings)


def test_another_writer_in_between_is_waited_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import deltalake
    from deltalake.exceptions import CommitFailedError

    lake(settings)
    failing = [True, True]
    real = deltalake.DeltaTable.delete

    def delete(self: Any, where: str) -> Any:
        if failing:
            failing.pop()
            raise CommitFailedError("somebody was faster")
        return real(self, where)

    monkeypatch.setattr(deltalake.DeltaTable, "delete", delete)
    monkeypatch.setattr("jobs.conflicts.time.sleep", lambda _: None)

    one_pass(ANN, settings)

    assert failing == []
    assert people_in(settings)["athletes"] == {BEN}


def test_the_command_reports_what_was_erased_where(settings: Settings) -> None:
    write_people(settings, 2)
    places = {"FITLOOP_STATE": str(settings.state), "PATH": "/usr/bin"}
    command = [sys.executable, "-m", "jobs.erase", "--user-id", ANN]
    subprocess.run([*command, "--job", "e-1"], env=places, check=True, capture_output=True)

    told = json.loads((settings.state / "jobs" / "e-1.json").read_text())

    assert (told["status"], told["erased"]["lake"]) == ("done", {"silver/athletes": 1})
    assert set(told["erased"]) == {"files", "lake", "online_store"}
    facts = (settings.state / "facts" / "erase.json").read_text()
    assert ANN not in facts
    assert json.loads(facts)["erased"] == 1
