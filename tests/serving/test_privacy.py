"""A copy of everything, and its end: `GET /me/export`, `DELETE /me`, `GET /erasures/{id}`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from serving.app import create_app
from serving.db.assignments import Assignment
from serving.db.erasures import Erasure
from serving.db.imported_decisions import ImportedDecision
from serving.db.outbox import OutboxMessage
from serving.db.schema import Base
from serving.relay import Relay
from serving.usecases.export import EXCLUDED
from tests.builders.samples import sent
from tests.serving.conftest import House, Phone, TestClient

AT = datetime(2026, 10, 1, 7, tzinfo=UTC)
NAMED_ELSEWHERE = {"athletes": "profile"}
JOBS = ("serving.erasing.start_module", "serving.usecases.importing.start_module")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Note the jobs that would be started: they are tested on a lake of their own."""
    jobs: list[tuple[str, ...]] = []
    for place in JOBS:
        monkeypatch.setattr(place, lambda _settings, *words, ended: jobs.append(words))
    return jobs


def lived(house: House) -> Phone:
    """Return an athlete with at least one row in every table."""
    ann = house.athlete(goal="strength", injuries=[{"site": "knee", "status": "past"}])
    plan = ann.plan()
    ann.complete(plan["activities"][0]["id"], completed=True, motivation_after=4)
    ann.check_in(mood=4, notes="a quiet day")
    ann.ask("POST", "/coach/messages", {"message": "why this plan?"})
    ann.ask("POST", "/wearables/samples", {"samples": [sent("spo2", 0.83)]})
    headers = {"Authorization": f"Bearer {ann.token}", "X-As-Of": ann.at}
    ann.http.post("/imports", headers=headers, files={"file": ("my.csv", b"a,b\n1,2\n")})
    with house.deps.database.write() as session:
        given = {"experiment": "e1", "arm": "bandit", "assigned_at": AT}
        session.add(Assignment(user_id=ann.user_id, **given))
        earlier = {"decision_id": str(uuid4()), "day": AT.date(), "decided_at": AT, "action": 1}
        session.add(ImportedDecision(user_id=ann.user_id, **earlier))
    return ann


def personal() -> dict[str, Any]:
    """Return every table that can hold a person's rows, with the column that names them."""
    tables = {t.name: t for t in Base.metadata.sorted_tables if t.name != "erasures"}
    found = {n: t.columns["user_id"] for n, t in tables.items() if "user_id" in t.columns}
    return found | {"outbox": tables["outbox"].columns["key"]}


def rows_of(house: House, user_id: str) -> dict[str, int]:
    with house.deps.database.read() as session:
        return {
            name: session.execute(
                select(func.count()).select_from(column.table).where(column == user_id)
            ).scalar_one()
            for name, column in personal().items()
        }


def test_every_table_of_a_person_is_in_the_export_or_named_as_left_out(
    house: House, started: Any
) -> None:
    ann = lived(house)
    assert [name for name, count in rows_of(house, ann.user_id).items() if not count] == []

    answer = ann.ask("GET", "/me/export")
    told = answer.json()

    assert answer.headers["content-disposition"].endswith('"fitloop-export-2026-10-01.json"')
    for name, count in rows_of(house, ann.user_id).items():
        if name in EXCLUDED:
            assert name in told["left_out"]
        elif name not in NAMED_ELSEWHERE:
            assert len(told[name]) == told["counts"][name] == count
    assert told["profile"]["external_id"].startswith("athlete-")
    assert told["checkins"][0]["notes"] == "a quiet day"
    assert len(told["decisions"][0]["record"]["action_probabilities"]) == 12
    assert told["features"]["available"] is True


def test_an_export_is_the_athletes_own(house: House) -> None:
    ann, ben = house.athlete(), house.athlete()
    ben.check_in(notes="only mine")

    assert "only mine" not in ann.ask("GET", "/me/export").text
    assert house.ops("GET", "/me/export").status_code == 403


def test_an_erasure_empties_every_table_and_leaves_the_others_alone(
    house: House, started: Any
) -> None:
    ann, ben = lived(house), lived(house)
    before, others = rows_of(house, ann.user_id), rows_of(house, ben.user_id)
    started.clear()

    answer = ann.ask("DELETE", "/me")

    body = answer.json()
    assert (answer.status_code, body["status"]) == (202, "queued")
    assert set(rows_of(house, ann.user_id).values()) == {0}
    assert rows_of(house, ben.user_id) == others
    report = ann.ask("GET", body["status_url"]).json()
    assert report["report"]["database"] == before
    words = ("--user-id", ann.user_id, "--job", body["erasure_id"])
    assert started == [("jobs.erase", *words)]


@dataclass
class Broker:
    """A broker that remembers whose messages it got."""

    keys: list[str] = field(default_factory=list)

    def publish(self, messages: Sequence[OutboxMessage]) -> int:
        self.keys += [message.key for message in messages]
        return len(messages)


def test_what_waited_for_kafka_is_never_sent(open_house: Any, started: Any) -> None:
    house = open_house(learned=True)
    ann, ben = lived(house), lived(house)
    ann.ask("DELETE", "/me")

    broker = Broker()
    Relay(house.deps.database, broker).drain()

    assert set(broker.keys) == {ben.user_id}


OPEN = {"/me", "/erasures/{erasure_id}", "/health/live", "/health/ready", "/metrics"}
FOR_ALL = {"/coach/tools", "/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}


def test_every_endpoint_refuses_an_erased_account(house: House, started: Any) -> None:
    ann = lived(house)
    ann.ask("DELETE", "/me")
    spec = house.http.get("/openapi.json").json()["paths"]
    asked = [(m.upper(), p) for p, methods in spec.items() for m in methods]
    api = [(m, p) for m, p in asked if p not in OPEN | FOR_ALL]

    assert ("GET", "/activity/recommended/") in api
    for method, path in api:
        answer = ann.ask(method, path.replace("{activity_id}", "1"), {})
        assert answer.status_code == 410, (method, path, answer.text)
        assert answer.json()["detail"] == "this account was erased"
    assert set(rows_of(house, ann.user_id).values()) == {0}


def test_a_second_request_finds_the_first_erasure(house: House, started: Any) -> None:
    ann = house.athlete()
    first = ann.ask("DELETE", "/me").json()
    again = ann.ask("DELETE", "/me")

    assert (again.status_code, again.json()) == (202, first)
    assert len(started) == 1


def told(house: House, erasure_id: str, **said: Any) -> None:
    """Say what the job would say."""
    folder = house.settings.state / "jobs"
    folder.mkdir(exist_ok=True)
    (folder / f"{erasure_id}.json").write_text(json.dumps({"job": erasure_id, **said}))


def test_an_erasure_reports_every_store_and_what_stays(house: House, started: Any) -> None:
    ann = house.athlete()
    body = ann.ask("DELETE", "/me").json()
    told(house, body["erasure_id"], status="erasing")
    assert ann.ask("GET", body["status_url"]).json()["status"] == "erasing"

    end = "2026-10-01T07:00:20+00:00"
    erased = {"lake": {"silver/checkins": 3}, "online_store": {}, "files": {"uploads": 1}}
    told(house, body["erasure_id"], status="done", finished_at=end, erased=erased)
    seen = house.ops("GET", body["status_url"]).json()

    assert (seen["status"], seen["finished_at"]) == ("done", "2026-10-01T07:00:20Z")
    assert set(seen["report"]) == {"database", "lake", "online_store", "files"}
    assert seen["report"]["lake"] == {"silver/checkins": 3}
    kafka = next(one for one in seen["kept"] if one["store"] == "kafka")
    assert kafka["until"] == "2026-12-30T07:00:00Z"


def test_an_erasure_is_nobody_elses_business(house: House, started: Any) -> None:
    ann, ben = house.athlete(), house.athlete()
    url = ann.ask("DELETE", "/me").json()["status_url"]

    assert ben.ask("GET", url).status_code == 404
    assert ann.ask("GET", "/erasures/none").status_code == 404
    assert house.ops("DELETE", "/me").status_code == 403
    assert house.http.delete("/me").status_code == 401


def test_the_next_start_goes_on_where_the_last_one_stopped(house: House, started: Any) -> None:
    ann, ben = house.athlete(), house.athlete()
    ann_id = ann.ask("DELETE", "/me").json()["erasure_id"]
    ben_id = ben.ask("DELETE", "/me").json()["erasure_id"]
    told(house, ben_id, status="done", finished_at="2026-10-01T08:00:00+00:00", erased={})
    started.clear()

    with TestClient(create_app(house.settings, house.deps)) as http:
        again = Phone(http, ann.user_id, ann.token)
        assert again.ask("GET", "/plan/today").status_code == 410
    assert [words[-1] for words in started] == [ann_id]
    with house.deps.database.read() as session:
        assert session.get_one(Erasure, ben_id).finished_at is not None


def test_a_failed_erasure_is_started_again_when_it_is_asked_for(house: House, started: Any) -> None:
    ann = house.athlete()
    erasure_id = ann.ask("DELETE", "/me").json()["erasure_id"]
    told(house, erasure_id, status="failed", error="OSError: disk")

    ann.ask("DELETE", "/me")

    assert [words[-1] for words in started] == [erasure_id] * 2


def test_the_lake_learns_nobodys_name(house: House) -> None:
    phone = house.athlete(external_id="ann@example.test")

    with house.deps.database.read() as session:
        values = session.scalars(select(OutboxMessage.value)).all()
    assert any(phone.user_id in value for value in values)
    assert [value for value in values if "external" in value or "ann@" in value] == []
