"""The import's page: what it says at every step, and what a reload shows."""

from typing import Any

import pytest

from serving.web.page import TEMPLATES
from tests.serving.conftest import House

UNSAID = {"name": "strong.csv", "status": "unit_unknown", "detail": "give --unit kg or lb"}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"status": "queued"}, "waiting"),
        ({"status": "reading", "files": 1, "new_files": 1}, "reading"),
        ({"status": "done", "known": 1, "records": {}, "refused": []}, "was read before"),
        ({"status": "done", "known": 0, "records": {"oura": 1200}}, "1,200 records of oura"),
        ({"status": "done", "records": {}, "rejected": {"bad_time": 2}}, "2 × bad time"),
        ({"status": "done", "refused": [UNSAID]}, "choose kilograms or pounds"),
        ({"status": "failed", "error": "the job ended with 1"}, "the job ended with 1"),
    ],
)
def test_an_import_is_told_at_every_step(told: dict[str, Any], words: str) -> None:
    facts = {"job_id": "j", "name": "export.zip", "bytes": 12, "status": told.pop("status")}
    part = TEMPLATES.get_template("_import.html")

    assert words in part.render(job={**facts, "found": told}, message="")


NOT_AN_EXPORT = {"name": "h.py", "status": "not_an_export", "detail": ""}


@pytest.mark.parametrize(
    ("found", "finished", "refused"),
    [
        ({"records": {"oura": 1200}}, True, False),
        ({"records": {"oura": 1200}, "refused": [NOT_AN_EXPORT]}, True, True),
        ({"records": {}, "refused": [NOT_AN_EXPORT]}, False, True),
        ({"records": {}, "known": 1, "refused": []}, False, False),
    ],
)
def test_only_an_import_that_found_something_leads_to_the_plan(
    found: dict[str, Any], finished: bool, refused: bool
) -> None:
    job = {"job_id": "j", "name": "h.py", "bytes": 12, "status": "done", "found": found}
    part = TEMPLATES.get_template("_import.html").render(job=job, message="")

    assert ("See my plan" in part) is finished
    assert ("Your plans follow" in part) is finished
    assert ('<p class="notice bad">h.py: not an export' in part) is refused


def test_a_reload_still_shows_the_import(
    person: Any, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.usecases.importing.start_module", lambda *_, **_more: None)
    before = person("GET", "/app/import").text
    sent = person("POST", "/app/imports", files={"file": ("mine.csv", b"a,b")}).text
    reading = person("GET", "/app/import").text
    second = person("POST", "/app/imports", files={"file": ("other.csv", b"a")}).text
    [told] = (house.settings.state / "jobs").iterdir()
    told.write_text('{"status": "done", "records": {"hevy": 3}}')
    done = person("GET", "/app/import").text

    assert 'class="job"' not in before
    assert "mine.csv" in sent
    assert all("mine.csv" in page and "every 1s" in page for page in (reading, second))
    assert "Another import is being read" in second
    assert "3 records of hevy" in done
    assert "every 1s" not in done
