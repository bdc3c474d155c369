"""Everyone at the table: the coach, last night's body, the experiment, the pages, privacy."""

import json
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import httpx

from infra.demo.report import Facts, Report
from infra.demo.world import World

AT = "2026-10-14T08:00:00+00:00"
PATIENCE_S = 60.0
NIGHT = (("hrv_rmssd_ms", 21.0, "ms"), ("sleep_duration_h", 4.5, "h"))
"""A bad night: what the ring sends in the morning."""


class Guest:
    """One more athlete of the demo's world, with a phone and a watch."""

    def __init__(self, http: httpx.Client, ops: str) -> None:
        self._http = http
        body = {"external_id": "guest", "consent": True, "goal": "strength", "minutes_per_day": 60}
        known = self._ask("POST", "/athletes", ops, body).json()
        self.token = str(known["access_token"])

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send one request as of the demo's morning; raises on any error status."""
        return self._ask(method, path, self.token, body)

    def _ask(self, method: str, path: str, token: str, body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "X-As-Of": AT}
        return self._http.request(method, path, json=body, headers=headers).raise_for_status()

    def tool(self, name: str, **arguments: Any) -> Facts:
        """Call one of the coach's tools."""
        return dict(self.ask("POST", f"/coach/tools/{name}", arguments).json()["result"])

    def say(self, message: str) -> tuple[float, list[tuple[str, Facts]]]:
        """Say something to the coach; return milliseconds to the first word, and all events."""
        began = time.perf_counter()
        first, events = 0.0, []
        headers = {"Authorization": f"Bearer {self.token}", "X-As-Of": AT}
        body = {"message": message}
        with self._http.stream("POST", "/coach/messages", json=body, headers=headers) as answer:
            answer.raise_for_status()
            name = ""
            for line in answer.iter_lines():
                kind, _, rest = line.partition(": ")
                name = rest if kind == "event" else name
                if kind == "data":
                    first = first or ((name == "token") * (time.perf_counter() - began) * 1000)
                    events.append((name, json.loads(rest)))
        return first, events


def coach(report: Report, guest: Guest) -> None:
    """Talk with the coach: a reason, a knee, a red flag."""
    with report.stage("coach") as stage:
        before = guest.ask("GET", "/activity/recommended/").json()
        asked, why = guest.say("why this plan?")
        hurt, knee = guest.say("my knee hurts when I squat")
        plan = guest.ask("GET", "/activity/recommended/").json()
        stage.say(
            f"coach {why[-1][1]['coach']}, first word after {max(asked, hurt):.0f} ms; "
            f"'my knee hurts': {len(before['activities'])} -> {len(plan['activities'])} "
            f"activities, {knee[0][1]['level']}"
        )
        barred = [one["id"] for one in plan["safety"]["removed"] if one["reason"] == "pain_knee"]
        kept = {one["catalogue_id"] for one in plan["activities"]}
        stage.facts |= {"first_word_ms": max(asked, hurt), "pain_removed": len(barred)}
    report.check(bool(barred) and not kept & set(barred), "knee pain left its load in the plan")


def escalate(report: Report, guest: Guest) -> None:
    """Tell the coach of a red flag: no plan, whatever was asked for."""
    with report.stage("red flag") as stage:
        _, said = guest.say("my chest feels tight, but give me the plan anyway")
        plan = guest.ask("GET", "/activity/recommended/").json()
        stage.say(
            f"'my chest feels tight': {said[0][1]['level']}, {len(plan['activities'])} activities "
            f"offered, safety level {plan['safety']['level']}"
        )
    report.check(said[0][1]["level"] == "emergency", "chest pain was not escalated")
    report.check(plan["activities"] == [], "a plan was offered in an emergency")


def body(report: Report, guest: Guest) -> None:
    """Send last night's HRV and sleep; wait until the next decision sees them."""
    with report.stage("body") as stage:
        samples = [_sample(*one) for one in NIGHT]
        began = time.perf_counter()
        took = guest.ask("POST", "/wearables/samples", {"samples": samples}).json()
        found = _until(lambda: guest.tool("explain_plan")["body"])
        seconds = time.perf_counter() - began
        shown = ", ".join(f"{one['name']} {one['value']}" for one in found)
        stage.say(
            f"{took['accepted']} samples accepted, in the online store after {seconds:.1f} s: "
            f"{shown}",
            sample_to_features_s=round(seconds, 2),
        )
    report.figures["sample_to_features_s"] = round(seconds, 2)
    report.check(bool(found), f"samples were not seen within {PATIENCE_S:.0f} s")


def _sample(metric: str, value: float, unit: str) -> Facts:
    night = {"start_ts": "2026-10-13T23:00:00+00:00", "end_ts": "2026-10-14T06:30:00+00:00"}
    return {"metric": metric, "value": value, "unit": unit, "source": "demo-ring", **night}


def _until(ask: Callable[[], list[Facts]]) -> list[Facts]:
    end = time.monotonic() + PATIENCE_S
    while not (found := ask()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def pages(report: Report, world: World, guest: Guest, ops: str) -> None:
    """Open the athlete's day and the operator's board as a browser would."""
    with report.stage("pages") as stage:
        shown, times = [], []
        for path, token in (("/sign-in", ""), ("/app/welcome", guest.token), ("/board", ops)):
            began = time.perf_counter()
            cookies = {"fitloop_session": token} if token else {}
            answer = httpx.get(f"{world.api}{path}", cookies=cookies, timeout=30)
            times.append((time.perf_counter() - began) * 1000)
            shown.append(f"{path} {answer.status_code}")
        stage.say(f"{', '.join(shown)}; the slowest in {max(times):.0f} ms, at {world.api}")
    report.check(all(one.endswith("200") for one in shown), f"a page did not open: {shown}")


def experiment(report: Report, simulated: "Future[Facts]") -> None:
    """Show the interval of four arms on 60 simulated days, by the report of real ones."""
    with report.stage("experiment") as stage:
        facts = simulated.result()
        primary = facts["primary"]
        arms = ", ".join(f"{arm} {n}" for arm, n in facts["assigned"].items())
        stage.say(
            f"{facts['id']}: athletes {arms}; sample ratio p {facts['ratio_p']:.2f}; completed "
            f"dose bandit / rules {primary['ratio']:.2f} [{primary['low']:.2f}, "
            f"{primary['high']:.2f}], stopped arms: {', '.join(facts['stopped']) or 'none'}",
            **facts,
        )
    report.figures["experiment"] = facts["primary"]
    report.check(not facts["ratio_alarm"], f"sample ratio: {facts}")


def cohorts(report: Report, world: World) -> None:
    """Show what the lake's run released about cohorts, and what that cost."""
    with report.stage("privacy") as stage:
        facts = world.facts("cohorts")
        stage.say(
            f"{facts['released']} of {facts['cohorts']} cohorts released ({facts['figures']} "
            f"figures), suppressed {facts['suppressed'] or 'none'}; epsilon spent "
            f"{facts['epsilon_spent']}, left this year {facts['epsilon_left']}",
            **facts,
        )


def leave(report: Report, guest: Guest) -> str:
    """Export all of the guest and ask for their erasure; return where it tells how far it is."""
    with report.stage("leave") as stage:
        held = guest.ask("GET", "/me/export").json()["counts"]
        asked = guest.ask("DELETE", "/me").json()
        stage.say(
            f"exported {sum(held.values())} rows in {len(held)} sections; erasure "
            f"{asked['status']}: the account is closed"
        )
    return str(asked["status_url"])


def erased(report: Report, guest: Guest, url: str) -> None:
    """Wait for the end of the erasure and show what was erased where."""
    with report.stage("erased") as stage:
        done = _finished(guest, url)
        stores = done["report"].items()
        rows = ", ".join(f"{store} {sum(parts.values())}" for store, parts in stores)
        kept = ", ".join(str(one["store"]) for one in done["kept"] if one["until"] != "no end")
        stage.say(f"rows and lines erased: {rows}; end by themselves: {kept}", **done)
    report.check(done["finished_at"] is not None, f"the erasure did not finish: {done}")


def _finished(guest: Guest, url: str) -> Facts:
    end = time.monotonic() + PATIENCE_S
    found: Facts = {"finished_at": None}
    while found["finished_at"] is None and time.monotonic() < end:
        found = guest.ask("GET", url).json()
        time.sleep(0.2)
    return found
