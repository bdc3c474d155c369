"""The pages in Debian's Chromium: sign in, welcome, plan, report, coach; at a desk, on a phone."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from infra.ports import listening
from infra.settings import Settings
from serving.app import create_app
from serving.bodies import AthleteBody
from serving.clock import Clock
from serving.db.engine import Database
from serving.service import Deps
from serving.usecases.register import Registrar
from tests.builders.bundles import publish_random_policy
from tests.builders.online_rows import OnlineRows
from tests.builders.ports import free_port

READY_S = 1.0
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
READABLE = 4.5
"""WCAG 1.4.3, for text of this size."""
CONTRAST = """() => {
  const card = document.querySelector(".activity.reported");
  const light = (color) => {
    const parts = color.match(/[0-9.]+/g).slice(0, 3).map((n) => n / 255);
    const line = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2];
  };
  const style = getComputedStyle(card), text = getComputedStyle(card.querySelector(".quiet"));
  if (style.opacity !== "1") return 0;
  const both = [light(style.backgroundColor), light(text.color)].sort((a, b) => b - a);
  return (both[0] + 0.05) / (both[1] + 0.05);
}"""
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is missing: `make setup` installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def site(settings: Settings) -> Iterator[Any]:
    """Serve the real application on a free port, from a thread."""
    publish_random_policy(settings.published)
    deps = Deps(Database(settings.database_url), OnlineRows(), None, None)
    app, port = create_app(settings, deps), free_port()
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not listening(port):
        time.sleep(0.05)
    app.state.url = f"http://127.0.0.1:{port}"
    yield app
    server.should_exit = True
    thread.join(10)


class Watched:
    """A page whose every complaint is remembered."""

    def __init__(
        self, browser: Browser, site: Any, size: Any, scheme: Any = "light", zone: str = "UTC"
    ) -> None:
        self.context = browser.new_context(viewport=size, color_scheme=scheme, timezone_id=zone)
        self.page: Page = self.context.new_page()
        self.site, self.complaints = site, list[str]()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _failed(self, request: Any) -> None:
        # The browser's own cancelling: an icon under way when the page moves on, a stream that a
        # script has read to its end. A server that breaks off has another code, a policy speaks
        # on the console.
        if request.failure == "net::ERR_ABORTED":
            return
        self.complaints.append(f"failed {request.url}: {request.failure}")

    def go(self, path: str) -> None:
        self.page.goto(self.site.state.url + path)

    def sign_in(self, *, operator: bool = False) -> None:
        service = self.site.state.service
        if operator:
            token = service.tokens.issue("operator", ["ops"])
        else:
            body = AthleteBody(external_id="web", consent=True)
            with service.database.write() as session:
                now = Clock(testing=False).now()
                known = Registrar(session, service.ids, now).register(body)
            token = service.tokens.issue(known.user_id, ["athlete"])
        self.go("/")
        self.page.get_by_label("Your access token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()

    def welcome(self) -> None:
        self.page.get_by_label("Minutes a day").fill("45")
        self.page.get_by_role("button", name="Save and see my plan").click()
        expect(self.page.locator(".activity").first).to_be_visible()

    def fits(self) -> bool:
        wide = "document.documentElement.scrollWidth <= window.innerWidth"
        return bool(self.page.evaluate(wide))

    def shoot(self, folder: Path, name: str) -> None:
        # the caret is hidden by an inline style, which our policy rightly forbids
        self.page.screenshot(path=folder / f"{name}.png", full_page=True, caret="initial")


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_day_on_the_page(browser: Browser, site: Any, size: Any, shots: Path) -> None:
    watched = Watched(browser, site, size)
    page = watched.page
    watched.sign_in()
    watched.shoot(shots, "welcome")
    assert watched.fits()
    watched.welcome()
    watched.shoot(shots, "today")
    assert watched.fits()

    first = page.locator(".activity").first
    first.get_by_text("Done or skipped?").click()
    first.get_by_role("group", name="Motivation before").get_by_label("2").check(force=True)
    first.get_by_role("group", name="Motivation after").get_by_label("4").check(force=True)
    first.get_by_role("button", name="Done").click()
    expect(page.locator(".activity.reported")).to_have_count(1)
    expect(page.get_by_text("Motivation 2 → 4")).to_be_visible()

    page.get_by_label("Message to the coach").fill("my knee hurts when I squat")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".said.coach.modify")).to_contain_text("knee")
    watched.shoot(shots, "coach")

    page.get_by_role("group", name="mood").get_by_label("4").check(force=True)
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_text("Thank you, noted")).to_be_visible()

    page.get_by_label("Message to the coach").fill("my chest feels tight")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Stop training now")).to_be_visible()
    expect(page.locator(".activity")).to_have_count(0)
    watched.shoot(shots, "emergency")
    assert "\n".join(watched.complaints) == ""
    watched.context.close()


def test_a_page_is_ready_within_a_second(browser: Browser, site: Any) -> None:
    watched = Watched(browser, site, DESK)
    watched.sign_in()
    watched.welcome()
    times = []
    for _ in range(3):
        began = time.monotonic()
        watched.go("/app")
        expect(watched.page.locator(".activity").first).to_be_visible()
        times.append(time.monotonic() - began)

    assert median(times) <= READY_S, times
    watched.context.close()


def test_the_board_and_the_dark(browser: Browser, site: Any, shots: Path) -> None:
    athlete = Watched(browser, site, PHONE, "dark")
    athlete.sign_in()
    athlete.welcome()
    athlete.shoot(shots, "dark")
    watched = Watched(browser, site, DESK)
    watched.sign_in(operator=True)
    expect(watched.page.get_by_role("heading", name="Board")).to_be_visible()
    expect(watched.page.get_by_text("closed episodes")).to_be_visible()
    watched.shoot(shots, "board")
    assert (watched.complaints, athlete.complaints) == ([], [])
    watched.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert watched.fits()
    for one in (athlete, watched):
        one.context.close()


def test_the_import_page_shows_its_form(browser: Browser, site: Any, tmp_path: Path) -> None:
    watched = Watched(browser, site, PHONE)
    watched.sign_in()
    watched.welcome()
    watched.go("/app/import")
    empty = tmp_path / "empty.zip"
    empty.write_bytes(b"")
    watched.page.get_by_label("File", exact=True).set_input_files(empty)
    watched.page.get_by_role("button", name="Import").click()
    expect(watched.page.locator("#import").get_by_role("alert")).to_contain_text("is empty")
    assert watched.fits()
    watched.context.close()


def test_a_real_export_is_read_while_its_owner_watches(
    browser: Browser, site: Any, real_data: Path
) -> None:
    watched = Watched(browser, site, PHONE)
    watched.sign_in()
    watched.welcome()
    watched.go("/app/import")
    log = real_data / "strength" / "strong_harrig12.csv"
    watched.page.get_by_label("File", exact=True).set_input_files(log)
    watched.page.get_by_label("Weights in the log").select_option("pounds")
    watched.page.get_by_role("button", name="Import").click()
    job = watched.page.locator(".job")
    expect(job).to_contain_text("waiting")
    expect(job).to_contain_text("48 records of strong", timeout=90_000)
    expect(job.get_by_role("link", name="See my plan")).to_be_visible(timeout=90_000)
    assert (watched.complaints, watched.fits()) == ([], True)
    watched.context.close()


def test_what_fails_is_said(browser: Browser, site: Any, tmp_path: Path) -> None:
    watched = Watched(browser, site, PHONE)
    watched.sign_in()
    watched.welcome()
    watched.go("/app/import")
    watched.page.route("**/app/imports", lambda route: route.fulfill(status=500, body="oops"))
    export = tmp_path / "export.csv"
    export.write_text("a,b\n")
    watched.page.get_by_label("File", exact=True).set_input_files(export)
    watched.page.get_by_role("button", name="Import").click()
    expect(watched.page.locator("#problem")).to_contain_text("That did not work")
    watched.go("/app/nowhere")
    expect(watched.page.get_by_role("heading")).to_have_text("Nothing is here")
    watched.context.close()


def test_the_browser_knows_a_new_athletes_zone(browser: Browser, site: Any) -> None:
    watched = Watched(browser, site, PHONE, zone="Europe/Paris")
    watched.sign_in()
    expect(watched.page.get_by_label("Time zone")).to_have_value("Europe/Paris")
    watched.context.close()


def test_a_check_in_on_a_phone_is_answered_in_view(
    browser: Browser, site: Any, shots: Path
) -> None:
    watched = Watched(browser, site, PHONE)
    page = watched.page
    watched.sign_in()
    watched.welcome()
    for reported, answer in enumerate(("Done", "Skipped"), 1):
        first = page.locator(".activity:not(.reported)").first
        first.get_by_text("Done or skipped?").click()
        first.get_by_role("button", name=answer).click()
        expect(page.locator(".activity.reported")).to_have_count(reported)
    page.evaluate(
        "document.addEventListener('htmx:beforeRequest', () => setTimeout("
        "() => { window.busy = document.querySelector('.checkin button').disabled }))"
    )
    page.get_by_role("group", name="Stress").get_by_label("5").check(force=True)
    page.get_by_role("group", name="Soreness").get_by_label("5").check(force=True)
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_text("Thank you, noted")).to_be_in_viewport()
    expect(page.locator("#progress")).to_contain_text("1 of ")
    expect(page.locator(".activity.reported")).to_have_count(2)
    assert page.evaluate("window.busy") is True
    expect(page.get_by_role("button", name="Check in")).to_be_enabled()
    expect(page.locator(".checkin input:checked")).to_have_count(0)
    assert page.evaluate(CONTRAST) >= READABLE
    watched.shoot(shots, "after_check_in")

    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_role("alert")).to_have_text("Tell me at least one thing.")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    watched.shoot(shots, "empty_check_in")
    assert (watched.complaints, watched.fits()) == ([], True)
    watched.context.close()
