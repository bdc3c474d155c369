"""The client against a server that misbehaves."""

import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from infra.settings import Settings
from jobs.sources.oura_client import OuraClient, Patience
from jobs.sources.oura_kinds import BY_NAME, KINDS
from jobs.sources.oura_pages import Fetched, fetch
from jobs.sources.oura_refusals import Refused, retry_after
from jobs.sources.oura_tokens import NotSignedIn, load, save, token_file
from jobs.sources.oura_windows import Days, questions
from tests.builders.ring_cloud import CLIENT, SECRET, Fault, RingCloud, running

USER = "u-1"
SLEEP, HEART = BY_NAME["sleep"], BY_NAME["heartrate"]
AUGUST = Days(date(2026, 8, 10), date(2026, 8, 12))
QUICK = Patience(attempts=4, silence_s=0.3, answer_s=0.5, pages=20, longest_wait_s=60)
LATER = 2_000_000_000


@pytest.fixture
def cloud() -> Iterator[RingCloud]:
    with running(RingCloud()) as one:
        yield one


@pytest.fixture
def here(settings: Settings, cloud: RingCloud) -> Settings:
    """Return settings of an athlete who has signed in."""
    signed_in = settings.model_copy(
        update={
            "oura_client_id": CLIENT,
            "oura_client_secret": SecretStr(SECRET),
            "oura_base_url": cloud.url,
        }
    )
    give_token(signed_in, cloud)
    return signed_in


def give_token(settings: Settings, cloud: RingCloud, **changed: Any) -> None:
    token = {"access_token": cloud.access, "refresh_token": cloud.refresh, "expires_at": LATER}
    save(token_file(settings.state, USER), token | changed)


def sleeps(*days: int) -> list[dict[str, Any]]:
    return [{"id": f"s{day}", "day": f"2026-08-{day:02}"} for day in days]


class Asked:
    """A client whose waits are noted and not slept."""

    def __init__(self, settings: Settings, patience: Patience = QUICK) -> None:
        self.waits: list[float] = []
        self._client = OuraClient(settings, USER, patience, self.waits.append)

    def documents(self, kind: str = "sleep", days: Days = AUGUST) -> list[Any]:
        with self._client as client:
            return [
                one
                for asked in questions(BY_NAME[kind], days)
                for page in client.pages(BY_NAME[kind], asked)
                for one in page
            ]

    def landed(self, folder: Path, days: Days = AUGUST) -> dict[str, Fetched]:
        with self._client as client:
            return {one.kind: one for one in fetch(client, days, folder, lambda _: None)}


def test_pages_are_asked_for_by_their_token_alone_until_none_follows(
    here: Settings, cloud: RingCloud
) -> None:
    cloud.documents["sleep"] = sleeps(9, 10, 11, 12, 13)
    cloud.last_is_empty = True

    assert [one["day"][-2:] for one in Asked(here).documents()] == ["10", "11", "12"]
    first, *later = cloud.of("sleep")
    assert first == {"start_date": "2026-08-09", "end_date": "2026-08-13"}
    assert [set(one) for one in later] == [{"next_token"}, {"next_token"}]


def test_too_many_requests_wait_as_long_as_oura_asks(here: Settings, cloud: RingCloud) -> None:
    cloud.documents["sleep"] = sleeps(10)
    cloud.faults["sleep"] = [Fault(429, {"Retry-After": "7"}), Fault(429)]
    asked = Asked(here)

    assert len(asked.documents()) == 1
    assert asked.waits == [7.0, 2.0]


def test_a_wait_that_is_too_long_is_an_answer(here: Settings, cloud: RingCloud) -> None:
    cloud.faults["sleep"] = [Fault(429, {"Retry-After": "4000"})]
    asked = Asked(here)

    with pytest.raises(Refused, match="wait 4000 s"):
        asked.documents()
    assert asked.waits == []


def test_a_date_may_say_how_long_to_wait() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)

    assert 80 < (retry_after({"retry-after": soon}) or 0) <= 90
    assert retry_after({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}) == 0
    assert [retry_after({"retry-after": text}) for text in ("soon", "-1", "nan", "")] == [None] * 4


def test_errors_of_the_server_are_asked_again_with_longer_waits(
    here: Settings, cloud: RingCloud
) -> None:
    cloud.documents["sleep"] = sleeps(10)
    cloud.faults["sleep"] = [Fault(500), Fault(503)]
    asked = Asked(here)

    assert len(asked.documents()) == 1
    assert asked.waits == [1.0, 2.0]


def test_a_server_that_stays_broken_is_given_up(here: Settings, cloud: RingCloud) -> None:
    cloud.faults["sleep"] = [Fault(500) for _ in range(9)]

    with pytest.raises(Refused, match="500 from Oura"):
        Asked(here).documents()
    assert len(cloud.of("sleep")) == QUICK.attempts


def test_dates_that_are_refused_are_said_in_the_servers_words(
    here: Settings, cloud: RingCloud
) -> None:
    cloud.faults["sleep"] = [Fault(422, body=b'{"detail": "bad dates, access-0"}')]

    with pytest.raises(Refused, match=r"^422: bad dates, \*\*\*$"):
        Asked(here).documents()


@pytest.mark.parametrize(
    "body",
    [b'{"data": [', b"[]", b'{"data": 7}', b'{"data": [], "next_token": 7}', b"[" * 10_000, b""],
)
def test_an_answer_of_another_shape_is_no_page(
    body: bytes, here: Settings, cloud: RingCloud
) -> None:
    cloud.faults["sleep"] = [Fault(body=body)]

    with pytest.raises(Refused):
        Asked(here).documents()


@pytest.mark.parametrize(
    "fault",
    [Fault(wait_s=0.8), Fault(body=b" " * 100, drip_s=0.02)],
    ids=["silent", "a byte now and then"],
)
def test_slow_answers_are_cut_off_and_asked_for_again(
    fault: Fault, here: Settings, cloud: RingCloud
) -> None:
    cloud.documents["sleep"] = sleeps(10)
    cloud.faults["sleep"] = [fault]
    began = time.monotonic()

    assert len(Asked(here).documents()) == 1
    assert time.monotonic() - began < 3


def test_an_answer_larger_than_the_budget_is_refused(here: Settings, cloud: RingCloud) -> None:
    cloud.faults["sleep"] = [Fault(body=b" " * 5000)]

    with pytest.raises(Refused, match="more than 1000 bytes"):
        Asked(here, Patience(answer_bytes=1000)).documents()


def test_pages_without_an_end_are_left(here: Settings, cloud: RingCloud) -> None:
    cloud.endless = True

    with pytest.raises(Refused, match="more than 20 pages"):
        Asked(here).documents()
    assert len(cloud.of("sleep")) == QUICK.pages


def test_a_token_that_comes_again_ends_the_circle(here: Settings, cloud: RingCloud) -> None:
    page = json.dumps({"data": [], "next_token": "round"}).encode()
    cloud.faults["sleep"] = [Fault(body=page) for _ in range(9)]

    with pytest.raises(Refused, match="circle"):
        Asked(here).documents()
    assert len(cloud.of("sleep")) == 2


def test_an_expired_token_is_renewed_before_anything_is_asked(
    here: Settings, cloud: RingCloud
) -> None:
    give_token(here, cloud, expires_at=1)
    cloud.documents["sleep"] = sleeps(10, 11, 12)

    assert len(Asked(here).documents()) == 3
    assert cloud.rotations == 1
    assert load(token_file(here.state, USER))["refresh_token"] == "refresh-1"


def test_a_token_that_is_refused_is_renewed_once(here: Settings, cloud: RingCloud) -> None:
    give_token(here, cloud, access_token="revoked")
    cloud.documents["sleep"] = sleeps(10)

    assert len(Asked(here).documents()) == 1
    assert cloud.rotations == 1


def test_a_rotated_refresh_token_is_kept_before_the_next_request(
    here: Settings, cloud: RingCloud
) -> None:
    give_token(here, cloud, access_token="revoked")
    cloud.documents["sleep"] = sleeps(10)
    asked = Asked(here)
    cloud.forbidden.add("sleep")

    with pytest.raises(Refused, match="403"):
        asked.documents()
    cloud.forbidden.clear()
    assert load(token_file(here.state, USER))["access_token"] == cloud.access
    assert len(Asked(here).documents()) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(400, body=b'{"error": "invalid_grant"}'), "invalid_grant"),
        (Fault(200, body=b"{}"), "holds no token"),
    ],
)
def test_a_refresh_that_is_refused_asks_to_sign_in_and_keeps_the_file(
    fault: Fault, words: str, here: Settings, cloud: RingCloud
) -> None:
    give_token(here, cloud, access_token="revoked")
    cloud.faults["token"] = [fault]
    before = token_file(here.state, USER).read_bytes()

    with pytest.raises(NotSignedIn, match=words) as told:
        Asked(here).documents()
    assert "jobs.oura authorize" in str(told.value)
    assert token_file(here.state, USER).read_bytes() == before


def test_a_sign_in_that_stumbles_is_asked_again(here: Settings, cloud: RingCloud) -> None:
    give_token(here, cloud, expires_at=1)
    cloud.faults["token"] = [Fault(502), Fault(429)]
    cloud.documents["sleep"] = sleeps(10)
    asked = Asked(here)

    assert len(asked.documents()) == 1
    assert asked.waits == [1.0, 2.0]


def test_a_token_refused_even_when_new_is_said_once(here: Settings, cloud: RingCloud) -> None:
    no = Fault(401, body=b"{}")
    cloud.faults["sleep"] = [no, no]

    with pytest.raises(NotSignedIn, match="401 even with a new token"):
        Asked(here).documents()
    assert cloud.rotations == 1


def test_heart_rates_are_asked_for_by_thirty_days_and_never_doubled(
    here: Settings, cloud: RingCloud, tmp_path: Path
) -> None:
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    cloud.page = 1000
    cloud.documents["heartrate"] = [
        {"timestamp": (begin + timedelta(hours=6 * n)).isoformat(), "bpm": 50 + n % 7}
        for n in range(4 * 92)
    ]
    days = Days(date(2026, 6, 2), date(2026, 8, 30))
    heart = Asked(here).landed(tmp_path, days)["heartrate"]

    windows = cloud.of("heartrate")
    assert [one["end_datetime"] for one in windows[:-1]] == [
        one["start_datetime"] for one in windows[1:]
    ]
    assert len(windows) == 4
    # 1 June 00:00 to 1 September 00:00; the samples end on 31 August
    assert (heart.documents, heart.problem) == (4 * 92, "")


def test_doubles_across_pages_and_other_days_do_not_land(
    here: Settings, cloud: RingCloud, tmp_path: Path
) -> None:
    cloud.overlap = 1
    cloud.documents["daily_stress"] = sleeps(9, 10, 11, 12, 13)
    stress = Asked(here).landed(tmp_path)["daily_stress"]

    assert (stress.documents, stress.pages, stress.files) == (3, 4, 3)
    days = [
        one["day"]
        for file in sorted(tmp_path.glob("daily_stress*"))
        for one in json.loads(file.read_text())["data"]
    ]
    assert days == ["2026-08-10", "2026-08-11", "2026-08-12"]


def test_the_same_content_is_the_same_files(
    here: Settings, cloud: RingCloud, tmp_path: Path
) -> None:
    cloud.documents = {"sleep": sleeps(10, 11, 12), "personal_info": [{"id": "p", "email": "a@b"}]}
    for folder in ("first", "second"):
        Asked(here).landed(tmp_path / folder)
    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / folder).iterdir()}
        for folder in ("first", "second")
    )

    assert first == second
    assert sorted(first) == [
        "personal_info_0001.json",
        "sleep_2026-08-10_2026-08-12_0001.json",
        "sleep_2026-08-10_2026-08-12_0002.json",
    ]
    assert b"a@b" not in b"".join(first.values())


def test_a_shorter_answer_removes_the_pages_it_no_longer_has(
    here: Settings, cloud: RingCloud, tmp_path: Path
) -> None:
    cloud.documents["sleep"] = sleeps(10, 11, 12)
    Asked(here).landed(tmp_path)
    cloud.documents["sleep"] = sleeps(10)
    Asked(here).landed(tmp_path)

    (file,) = tmp_path.glob("sleep_*")
    assert json.loads(file.read_text())["data"] == sleeps(10)


def test_a_kind_that_fails_is_told_and_the_others_land(
    here: Settings, cloud: RingCloud, tmp_path: Path
) -> None:
    cloud.documents = {"sleep": sleeps(10, 11), "workout": sleeps(11), "tag": sleeps(10, 11, 12)}
    cloud.forbidden = {"daily_spo2"}
    cloud.faults = {
        "session": [Fault(422, body=b'{"detail": "no"}')],
        "vO2_max": [Fault(500) for _ in range(9)],
    }
    found = Asked(here).landed(tmp_path)

    assert set(found) == {kind.name for kind in KINDS}
    problems = {name: one.problem for name, one in found.items() if one.problem}
    assert problems == {
        "daily_spo2": "403: `spo2Daily` was not granted, or the membership has lapsed",
        "session": "422: no",
        "vO2_max": "500 from Oura",
    }
    assert [found[name].documents for name in ("sleep", "workout", "tag")] == [2, 1, 3]


def test_pages_before_a_failure_stay(here: Settings, cloud: RingCloud, tmp_path: Path) -> None:
    first = {"data": sleeps(10), "next_token": "more"}
    cloud.faults["sleep"] = [
        Fault(body=json.dumps(first).encode()),
        Fault(400, body=b'{"detail": "gone"}'),
    ]
    sleep = Asked(here).landed(tmp_path)["sleep"]

    assert (sleep.documents, sleep.problem) == (1, "400: gone")
    assert len(list(tmp_path.glob("sleep_*"))) == 1


def test_nothing_more_is_asked_when_nobody_is_signed_in(
    here: Settings, cloud: RingCloud, tmp_path: Path
) -> None:
    give_token(here, cloud, access_token="revoked", refresh_token="used")
    found = Asked(here).landed(tmp_path)

    assert all("authorize" in one.problem for one in found.values())
    assert cloud.asked == []


def test_tokens_are_private_and_nobody_tells_them(
    here: Settings, cloud: RingCloud, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    give_token(here, cloud, expires_at=1)
    cloud.documents["sleep"] = sleeps(10, 11, 12)
    Asked(here).landed(tmp_path)
    file = token_file(here.state, USER)

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in file.parent.iterdir()] == [f"{USER}.json"]
    told = caplog.text + repr(here)
    assert "HTTP" in caplog.text
    assert [word for word in ("access-", "refresh-", SECRET) if word in told] == []


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"access_token": 7}'])
def test_without_a_token_it_is_said_how_to_get_one(content: bytes | None, here: Settings) -> None:
    file = token_file(here.state, USER)
    file.unlink() if content is None else file.write_bytes(content)

    with pytest.raises(NotSignedIn, match=r"jobs\.oura authorize"):
        OuraClient(here, USER)


def test_a_secret_never_travels_in_the_open(here: Settings) -> None:
    with pytest.raises(ValueError, match="not https"):
        OuraClient(here.model_copy(update={"oura_base_url": "http://ring.example"}), USER)
    with pytest.raises(ValueError, match="user_id"):
        token_file(here.state, "../evil")
