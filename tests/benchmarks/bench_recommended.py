"""Time of `GET /activity/recommended/`: `python -m tests.benchmarks.bench_recommended`.

Starts its own TorchServe and API on loopback in a temporary folder, with a random policy of the
real shape and one online row per athlete, and asks one request at a time: TorchServe alone, new
decisions of as many athletes after a warm-up, and the same plans again. Bounded by the number
of athletes; stops what it started. Ends with one JSON line per figure.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import numpy as np
import typer

from infra.settings import Settings
from serving.auth import Tokens
from serving.bodies import AthleteBody
from serving.db.engine import Database
from serving.ids import Ids
from serving.migrate import migrate
from serving.policy_server import PolicyServer, Unavailable
from serving.secret import secret_of
from serving.usecases.register import Registrar
from tests.builders.bundles import publish_random_policy
from tests.builders.online_store import fill_online_store
from tests.builders.processes import running, settings_of, until
from tests.builders.requests import request_for

GOAL_MS = 50.0
WARM_UP = 60
AT = "2026-10-01T07:00:00Z"


@dataclass(frozen=True)
class Phone:
    """One athlete's client."""

    http: httpx.Client
    token: str

    def plan(self) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "X-As-Of": AT}
        answer = self.http.get("/activity/recommended/", headers=headers)
        answer.raise_for_status()
        return dict(answer.json())


def main(athletes: Annotated[int, typer.Option(min=10, max=5000)] = 500) -> None:
    with ExitStack() as stack:
        state = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = settings_of(state)
        current = publish_random_policy(settings.published)
        users = registered(settings, athletes + WARM_UP)
        fill_online_store(settings.feast_config(), users, current.learner)
        server, http = policy_server(stack, settings), api(stack, settings)
        tokens = Tokens(secret_of(settings))
        phones = [Phone(http, tokens.issue(user, ["athlete"])) for user in users]
        requests = [request_for(current, seed) for seed in range(len(users))]
        report("torchserve", timed(requests, lambda request: _rung(server, request)))
        report("recommended_new", timed(phones, lambda phone: str(phone.plan()["rung"])))
        report("recommended_repeat", timed(phones, lambda phone: str(phone.plan()["rung"])))


def policy_server(stack: ExitStack, settings: Settings) -> PolicyServer:
    """Start TorchServe and return a patient client of it."""
    child = stack.enter_context(running("infra.torchserve", settings))
    key_file = settings.state / "torchserve" / "key_file.json"
    server = PolicyServer(settings.torchserve_url, key_file, deadline_s=5.0)
    stack.callback(server.close)
    current = publish_random_policy(settings.published)
    until(lambda: _rung(server, request_for(current)) == "champion", child)
    return server


def api(stack: ExitStack, settings: Settings) -> httpx.Client:
    """Start the API and return a client of it."""
    child = stack.enter_context(running("serving.main", settings))
    url = f"http://127.0.0.1:{settings.api_port}"
    http = stack.enter_context(httpx.Client(base_url=url, timeout=30))
    until(lambda: http.get("/health/ready").status_code == 200, child)
    return http


def registered(settings: Settings, count: int) -> list[str]:
    """Register athletes in the database; return their user_ids."""
    database = Database(settings.database_url)
    migrate(database)
    bodies = [
        AthleteBody(external_id=f"bench-{n}", consent=True, minutes_per_day=60)
        for n in range(count)
    ]
    with database.write() as session:
        registrar = Registrar(session, Ids(), datetime.fromisoformat(AT))
        return [registrar.register(body).user_id for body in bodies]


def timed(asked: Iterable[Any], ask: Callable[[Any], str]) -> Iterator[tuple[float, str]]:
    """Yield (milliseconds, rung) of each request after the warm-up."""
    for n, one in enumerate(asked):
        start = time.perf_counter()
        rung = ask(one)
        if n >= WARM_UP:
            yield (time.perf_counter() - start) * 1e3, rung


def report(name: str, results: Iterator[tuple[float, str]]) -> None:
    """Print one figure as JSON."""
    found = list(results)
    p50, p95, p99, top = np.percentile([ms for ms, _ in found], [50, 95, 99, 100]).round(2)
    rungs = dict(Counter(rung for _, rung in found))
    line = {"name": name, "n": len(found), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
    print(json.dumps(line | {"max_ms": top, "rungs": rungs, "ok": bool(p99 < GOAL_MS)}))


def _rung(server: PolicyServer, request: Any) -> str:
    try:
        server.decide(request)
    except Unavailable:
        return "unavailable"
    return "champion"


if __name__ == "__main__":
    typer.run(main)
