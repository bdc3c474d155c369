"""Imports over HTTP: kept, read by a process of its own, told how far."""

import json
import time
from typing import Any

import pytest

from tests.serving.conftest import House, Phone


def send(phone: Phone, name: str, content: bytes, **form: str) -> Any:
    headers = {"Authorization": f"Bearer {phone.token}", "X-As-Of": phone.at}
    files = {"file": (name, content)}
    return phone.http.post("/imports", headers=headers, files=files, data=form)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Note the jobs that would be started: reading a file needs a Spark of its own."""
    jobs: list[tuple[str, ...]] = []
    place = "serving.usecases.importing.start_module"
    monkeypatch.setattr(place, lambda _settings, *words, ended: jobs.append(words))
    return jobs


def test_an_upload_is_kept_and_its_job_started(house: House, started: Any) -> None:
    phone = house.athlete()
    answer = send(phone, "../../my export.csv", b"a,b\n1,2\n")

    body = answer.json()
    assert (answer.status_code, body["status"], body["bytes"]) == (202, "queued", 8)
    assert body["name"] == "my export.csv"
    [words] = started
    assert words[0] == "jobs.ingest"
    assert phone.user_id in words
    kept = house.settings.state / "uploads" / phone.user_id / body["job_id"] / "my export.csv"
    assert kept.read_bytes() == b"a,b\n1,2\n"
    assert phone.ask("GET", body["status_url"]).json()["status"] == "queued"


def test_the_unit_of_a_log_goes_to_its_job(house: House, started: Any) -> None:
    phone = house.athlete()
    told = send(phone, "strong.csv", b"1", unit="lb")
    wrong = send(phone, "strong.csv", b"1", unit="stone")

    assert told.status_code == 202
    [words] = started
    assert words[words.index("--unit") + 1] == "lb"
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "unit"


def test_a_job_tells_what_it_found(house: House, started: Any) -> None:
    phone = house.athlete()
    job = send(phone, "x.csv", b"1").json()["job_id"]
    told = {"job": job, "status": "done", "records": {"hevy": 12}, "rejected": {"bad_time": 1}}
    (house.settings.state / "jobs" / f"{job}.json").write_text(json.dumps(told))
    found = phone.ask("GET", f"/imports/{job}").json()

    assert found["status"] == "done"
    assert found["found"] == {"records": {"hevy": 12}, "rejected": {"bad_time": 1}}


def test_one_at_a_time(house: House, started: Any) -> None:
    one, other = house.athlete(), house.athlete()
    job = send(one, "x.csv", b"1").json()["job_id"]
    second = send(other, "y.csv", b"2")
    (house.settings.state / "jobs" / f"{job}.json").write_text('{"status": "failed"}')
    third = send(other, "y.csv", b"2")

    assert (second.status_code, third.status_code) == (409, 202)
    assert "Another import" in second.json()["detail"]


def test_empty_and_missing_files_are_refused(house: House, started: Any) -> None:
    phone = house.athlete()
    empty = send(phone, "x.csv", b"")
    headers = {"Authorization": f"Bearer {phone.token}"}
    missing = phone.http.post("/imports", headers=headers)

    assert (empty.status_code, missing.status_code) == (422, 422)
    assert missing.json()["errors"][0]["field"] == "file"
    assert started == []


def test_somebody_elses_import_is_unknown(house: House, started: Any) -> None:
    one, other = house.athlete(), house.athlete()
    job = send(one, "x.csv", b"1").json()["job_id"]

    assert other.ask("GET", f"/imports/{job}").status_code == 404


def test_a_job_that_dies_has_failed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from infra.children import start_module

    place = "serving.usecases.importing.start_module"

    def broken(settings: Any, _module: str, *_words: str, ended: Any) -> Any:
        return start_module(settings, "no.such.module", ended=ended)

    monkeypatch.setattr(place, broken)
    phone = house.athlete()
    job = send(phone, "x.csv", b"1").json()["job_id"]
    end = time.monotonic() + 20
    while (found := phone.ask("GET", f"/imports/{job}").json())["status"] == "queued":
        assert time.monotonic() < end
        time.sleep(0.05)

    assert found["status"] == "failed"
    assert "ended with 1" in found["found"]["error"]
