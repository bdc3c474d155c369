"""Let simulated athletes live against the running API: check in, get a plan, do some, say so."""

from collections import Counter
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
from jobs.simulate import living
from models.catalogue.actions import actions
from models.domain.decisions import ACTIONS
from models.domain.tables import DAILY_FEATURES
from models.simulator.live import LivingAthlete
from models.simulator.profiles import registration

log = structlog.get_logger()
MORNING, EVENING, NEXT = time(9, 0), time(20, 0), timedelta(minutes=20)


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
    return Client(http, ops).ask("POST", "/athletes", at, profile)


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
        facts = told(lives, events)
    emit("live", facts, chosen)


def told(lives: list[Life], events: int) -> dict[str, Any]:
    """Return what the demo shows: how many plans by which rung, and one action's odds."""
    plans = [day["plan"] for life in lives for day in life.diary.days]
    decided = [plan for plan in plans if plan["decision_id"]]
    one = lives[0]
    first, last = (_seen(one, one.diary.days[n]) for n in (0, -1))
    action = _moved(first, last)
    return {
        "athletes": len(lives),
        "days": len(one.diary.days),
        "decisions": len(decided),
        "reported": sum(day["reported"] for life in lives for day in life.diary.days),
        "events": events,
        "rungs": dict(Counter(plan["rung"] for plan in plans)),
        "first": first,
        "last": last,
        "action_name": actions()[action].name,
        "probability_before": first["action_probabilities"][action],
        "probability_after": last["action_probabilities"][action],
    }


def _moved(first: dict[str, Any], last: dict[str, Any]) -> int:
    """Return the action, allowed both times, whose probability moved most."""
    before, after = first["action_probabilities"], last["action_probabilities"]
    both = [a for a in range(ACTIONS) if before[a] > 0 and after[a] > 0]
    moved = max(both or [first["rl_action_id"]], key=lambda a: abs(after[a] - before[a]))
    return int(moved)


def _seen(life: Life, day: dict[str, Any]) -> dict[str, Any]:
    """Return a plan with the parts of its record that the demo prints."""
    plan = day["plan"]
    at = datetime.combine(date.fromisoformat(day["day"]), EVENING, UTC)
    record = life.client.ask("GET", f"/decisions/{plan['decision_id']}", at)
    written = record["context_timestamps"].get(DAILY_FEATURES.name)
    age = at - datetime.fromisoformat(written) if written else None
    kept = ("rl_action", "rl_action_id", "action_probability", "posterior_version", "decision_id")
    return {
        **{name: plan[name] for name in kept},
        "removed": len(record["removed"]),
        "action_probabilities": record["action_probabilities"],
        "body_age": f"{age.total_seconds() / 3600:.0f} h old" if age else "missing",
    }


def _life(http: httpx.Client, ops: str, athlete: LivingAthlete, at: datetime) -> Life:
    profile = athlete.traits.profile
    external = f"generated-{athlete.traits.index:04d}"
    known = register(http, ops, registration(profile, external), at)
    return Life(athlete, Client(http, str(known["access_token"])), Diary(str(known["user_id"])))


if __name__ == "__main__":
    typer.run(main)
