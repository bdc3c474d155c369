"""Let simulated athletes live against the running API: check in, get a plan, do some, say so."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import structlog
import typer

from infra.settings import settings
from jobs.facts import emit
from jobs.published_states import PublishedStates
from models.simulator.live import LivingAthlete, living

log = structlog.get_logger()
MORNING, EVENING, NEXT = time(7, 30), time(20, 0), timedelta(minutes=20)


@dataclass
class Diary:
    """What one athlete was offered and did, day by day."""

    user_id: str
    days: list[dict[str, Any]] = field(default_factory=list)


class Client:
    """One athlete's phone: their token, and the clock in their hand."""

    def __init__(self, http: httpx.Client, token: str) -> None:
        self.http = http
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, at: datetime, body: Any = None) -> dict[str, Any]:
        """Send one request as of a time; raises on any error status, with the API's own words."""
        headers = {**self.headers, "X-As-Of": at.isoformat()}
        answer = self.http.request(method, path, json=body, headers=headers)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return dict(answer.json())


@dataclass(frozen=True)
class Life:
    """One living athlete: who they are, their phone, their diary."""

    athlete: LivingAthlete
    client: Client
    diary: Diary

    def morning(self, day: date) -> dict[str, Any]:
        """Check in and ask for today's plan."""
        at = datetime.combine(day, MORNING, UTC)
        self.client.ask("POST", "/checkins", at, self.athlete.checkin(day))
        plan = self.client.ask("GET", "/activity/recommended/", at + NEXT)
        self.diary.days.append({"day": day.isoformat(), "plan": plan, "reported": 0})
        return plan

    def evening(self, day: date) -> int:
        """Report what was done; return how many activities were reported."""
        at = datetime.combine(day, EVENING, UTC)
        plan = self.diary.days[-1]["plan"]
        if plan["rl_action_id"] is None:
            return 0
        done = self.athlete.respond(day, plan["rl_action_id"], plan["activities"])
        first, rest = done[:1], done[1:]
        for one in first:
            body = {k: v for k, v in one.items() if k != "activity_id"}
            self.client.ask("POST", f"/activity/{one['activity_id']}/complete/", at, body)
        if rest:
            batch = {"activities": rest, "overall_session_rating": 4}
            self.client.ask("POST", "/activity/feedback-batch/", at + NEXT, batch)
        self.diary.days[-1]["reported"] = len(done)
        return len(done)


def register(http: httpx.Client, ops: str, profile: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Register (or meet again) one athlete and return `user_id` and `access_token`."""
    return Client(http, ops).ask("POST", "/athletes", at, {**profile, "consent": True})


def live_through(lives: list[Life], days: list[date], states: PublishedStates) -> int:
    """Live all days of all athletes; before a new day the stream has learnt from the last one."""
    events = 0
    for day in days:
        for life in lives:
            life.morning(day)
        reported = {life.diary.user_id: life.evening(day) for life in lives}
        events += sum(reported.values()) + len(lives)
        states.wait({user for user, count in reported.items() if count})
        log.info("lived", day=day.isoformat(), reported=reported)
    return events


def main(
    ops_token: Annotated[str, typer.Option(help="python -m serving.tokens --scope ops")],
    start: Annotated[str, typer.Option(help="first day, YYYY-MM-DD")],
    days: Annotated[int, typer.Option(min=1)] = 14,
    athletes: Annotated[int, typer.Option(min=1)] = 3,
    landing: Annotated[Path | None, typer.Option(help="the folder of jobs.simulate")] = None,
) -> None:
    """Live `days` days of the first `athletes` athletes who are still training."""
    chosen = settings()
    folder = landing or chosen.state / "landing"
    first = date.fromisoformat(start)
    at = datetime.combine(first, MORNING, UTC) - timedelta(hours=1)
    with httpx.Client(base_url=f"http://127.0.0.1:{chosen.api_port}", timeout=30) as http:
        lives = [_life(http, ops_token, one, at) for one in living(folder, athletes)]
        calendar = [first + timedelta(days=n) for n in range(days)]
        with PublishedStates(chosen) as states:
            events = live_through(lives, calendar, states)
    diaries = [{"user_id": one.diary.user_id, "days": one.diary.days} for one in lives]
    (chosen.state / "facts").mkdir(parents=True, exist_ok=True)
    (chosen.state / "facts" / "diaries.json").write_text(json.dumps(diaries))
    emit("live", {"athletes": len(lives), "days": days, "events": events}, chosen)


def _life(http: httpx.Client, ops: str, athlete: LivingAthlete, at: datetime) -> Life:
    known = register(http, ops, athlete.profile(), at)
    return Life(athlete, Client(http, str(known["access_token"])), Diary(str(known["user_id"])))


if __name__ == "__main__":
    typer.run(main)
