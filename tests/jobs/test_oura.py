"""`python -m jobs.oura` from signing in to files, against a server on loopback."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from infra import settings as module
from infra.settings import Settings
from jobs.oura import app
from jobs.sources.oura_auth import sign_in
from jobs.sources.oura_kinds import KINDS
from jobs.sources.oura_listener import heard
from jobs.sources.oura_tokens import NotSignedIn, load, save, token_file
from tests.builders.ports import free_port
from tests.builders.ring_cloud import CLIENT, SECRET, RingCloud, running

USER = "u-1"
SPAN = ["--from", "2026-08-10", "--to", "2026-08-11"]
NIGHTS = [{"id": "a", "day": "2026-08-10"}, {"id": "b", "day": "2026-08-12"}]


@pytest.fixture
def cloud() -> Iterator[RingCloud]:
    with running(RingCloud(codes={"code-1"})) as one:
        yield one


@pytest.fixture
def here(settings: Settings, cloud: RingCloud) -> Settings:
    return settings.model_copy(
        update={
            "oura_client_id": CLIENT,
            "oura_client_secret": SecretStr(SECRET),
            "oura_base_url": cloud.url,
            "oura_authorize_url": f"{cloud.url}/oauth/authorize",
            "oura_redirect_uri": f"http://127.0.0.1:{free_port()}/oura",
        }
    )


@pytest.fixture
def command(here: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """Run commands in an environment that says what `here` does."""
    for name in ("state", "oura_client_id", "oura_base_url", "oura_authorize_url"):
        monkeypatch.setenv(f"FITLOOP_{name.upper()}", str(getattr(here, name)))
    monkeypatch.setenv("FITLOOP_OURA_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("FITLOOP_OURA_REDIRECT_URI", here.oura_redirect_uri)
    module.settings.cache_clear()
    yield CliRunner()
    module.settings.cache_clear()


def browser(page: str, redirect: str, **changed: str) -> str:
    """Say yes; return where Oura then sends a browser."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
    assert asked["redirect_uri"] == redirect
    assert asked["client_id"] == CLIENT
    assert set(asked["scope"].split()) == {
        "daily", "heartrate", "personal", "session", "spo2Daily", "tag", "workout",
    }  # fmt: skip
    answer = {"code": "code-1", "state": asked["state"], **changed}
    return f"{redirect}?{httpx2.QueryParams(answer)}"


def test_saying_yes_leaves_a_private_token(here: Settings, cloud: RingCloud) -> None:
    sign_in(here, USER, lambda page: browser(page, here.oura_redirect_uri))
    file = token_file(here.state, USER)

    assert load(file)["access_token"] == cloud.access == "access-1"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("changed", [{"state": "another"}, {"code": "used"}])
def test_an_answer_to_another_question_is_no_sign_in(
    changed: dict[str, str], here: Settings
) -> None:
    with pytest.raises(NotSignedIn):
        sign_in(here, USER, lambda page: browser(page, here.oura_redirect_uri, **changed))
    assert not token_file(here.state, USER).exists()


def test_a_no_is_told(here: Settings) -> None:
    def no(page: str) -> str:
        return browser(page, here.oura_redirect_uri).replace("code=code-1", "error=access_denied")

    with pytest.raises(NotSignedIn, match="access_denied"):
        sign_in(here, USER, no)


def test_the_answer_of_a_browser_is_heard_and_other_requests_are_not() -> None:
    address = f"http://127.0.0.1:{free_port()}/oura"
    found: list[str] = []
    ear = threading.Thread(target=lambda: found.append(heard(address, 10)))
    ear.start()
    statuses = []
    transport = httpx2.HTTPTransport(retries=5)
    with httpx2.Client(transport=transport) as client:
        for path in ("/favicon.ico", "/oura?code=1&state=2"):
            statuses.append(client.get(address.replace("/oura", path)).status_code)
    ear.join(10)

    assert statuses == [404, 200]
    assert found == [f"{address}?code=1&state=2"]


def test_nobody_is_waited_for_without_end() -> None:
    with pytest.raises(TimeoutError, match="nobody came back"):
        heard(f"http://127.0.0.1:{free_port()}/oura", 0.0)


def test_a_person_may_paste_the_answer(
    command: CliRunner, here: Settings, cloud: RingCloud
) -> None:
    # the state is only known once the page is printed: any pasted one is another's
    told = command.invoke(
        app, ["authorize", "--user-id", USER, "--paste"], input="http://127.0.0.1/?code=code-1\n"
    )

    assert told.exit_code == 1
    assert re.search(rf"{cloud.url}/oauth/authorize\?\S*state=", told.output)
    assert "mismatching_state" in told.output


def test_fetching_lands_files_and_shows_a_line_for_each_kind(
    command: CliRunner, here: Settings, cloud: RingCloud
) -> None:
    save(token_file(here.state, USER), {"access_token": cloud.access})
    cloud.documents = {"daily_sleep": NIGHTS, "personal_info": [{"id": "p"}]}
    cloud.forbidden = {"heartrate"}
    told = command.invoke(app, ["fetch", "--user-id", USER, *SPAN])

    assert told.exit_code == 0
    folder = here.state / "landing" / "athletes" / USER / "oura"
    assert {file.name for file in folder.iterdir()} == {
        "daily_sleep_2026-08-10_2026-08-11_0001.json", "personal_info_0001.json",
    }  # fmt: skip
    assert [kind.name for kind in KINDS if kind.name not in told.output] == []
    assert "`heartrate` was not granted" in " ".join(told.output.split())
    facts = json.loads((here.state / "facts" / "oura.json").read_text())
    assert {one["kind"]: one["documents"] for one in facts["kinds"] if one["documents"]} == {
        "daily_sleep": 1, "personal_info": 1,
    }  # fmt: skip
    assert USER not in json.dumps(facts)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--user-id", USER, *SPAN], "nobody has signed in"),
        (["--user-id", "../x", *SPAN], "letters, digits and dashes"),
        (["--user-id", USER, "--from", "2026-08-11", "--to", "2026-08-10"], "lies before"),
        (["--user-id", USER, "--from", "1812-08-11", "--to", "2026-08-10"], "2013-01-01"),
        (["--user-id", USER, "--from", "soon", "--to", "2026-08-10"], "soon"),
    ],
)
def test_what_cannot_be_fetched_is_said_in_one_line(
    arguments: list[str], words: str, command: CliRunner
) -> None:
    told = command.invoke(app, ["fetch", *arguments])

    assert told.exit_code == 1
    assert words in told.output
    assert len(told.output.splitlines()) == 1


def test_a_token_that_is_taken_no_more_is_a_failure(
    command: CliRunner, here: Settings, tmp_path: Path
) -> None:
    save(token_file(here.state, USER), {"access_token": "old"})
    told = command.invoke(
        app, ["fetch", "--user-id", USER, *SPAN, "--landing", str(tmp_path / "l")]
    )

    assert told.exit_code == 1
    assert "no refresh token" in " ".join(told.output.split())
    assert not (tmp_path / "l").exists()
