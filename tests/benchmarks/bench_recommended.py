"""Time of `GET /activity/recommended/`: `python -m tests.benchmarks.bench_recommended`.

Starts its own API and TorchServe on loopback in a temporary folder, with a random policy of the
real shape and one online row per athlete, and asks one request at a time: new decisions of as
many athletes after a warm-up, the same again as repeats, and TorchServe alone. Bounded by the
number of athletes; stops what it started.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import numpy as np
import typer

from infra import ports
from infra.settings import Settings
from models.domain.codec import to_json
from serving.auth import Tokens
from serving.secret import secret_of
from tests.builders.bundles import publish_random_policy
from tests.builders.online_store import fill_online_store
from tests.builders.requests import request_for

GOAL_MS = 50.0
WARM_UP = 40
START_S = 90.0
AT = "2026-10-01T07:00:00Z"


@dataclass(frozen=True)
class Stack:
    """What runs, and how to reach it."""

    settings: Settings
    api: httpx.Client
    torchserve: httpx.Client


def main() -> None:
    typer.run(_bench)


def _bench(athletes: Annotated[int, typer.Option(min=10, max=5000)] = 500) -> None:
    with ExitStack() as stack:
        state = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        running = stack.enter_context(started(state))
        tokens = register(running, athletes + WARM_UP)
        for results in measure(running, tokens, athletes):
            print(json.dumps(results))


@contextmanager
def started(state: Path) -> Iterator[Stack]:
    """Start TorchServe and the API below a folder; stop both at the end."""
    chosen = ports.choose(state)
    settings = settings_of(state, chosen)
    publish_random_policy(settings.published)
    fill_online_store(settings, user_ids=[])
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(child("infra.torchserve", settings))
        api = httpx.Client(base_url=f"http://127.0.0.1:{chosen['api']}", timeout=30)
        server = httpx.Client(base_url=f"http://127.0.0.1:{chosen['torchserve']}", timeout=30)
        wait_for_policy_server(server, settings)
        children.append(child("serving.main", settings))
        until(lambda: api.get("/health/ready").status_code == 200)
        yield Stack(settings, api, server)
    finally:
        for one in children:
            one.terminate()
        for one in children:
            one.wait(timeout=30)
