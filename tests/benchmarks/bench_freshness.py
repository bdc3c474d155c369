"""Time from a sample to changed features: `python -m tests.benchmarks.bench_freshness`.

Starts its own Kafka, stream and API on loopback in a temporary folder, sends one night of each
athlete over HTTP at a steady pace, and looks into the online store until each has arrived. The
clock starts before the request and stops when a decision would see the new value. Stops what it
started. Ends with one JSON line.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import numpy as np
import typer

from infra import kafka, ports
from infra.settings import REPO, Settings
from jobs.materialize import apply
from jobs.tables import location
from jobs.topics import create
from models.domain.tables import DAILY_FEATURES
from models.features.live import BANDS
from serving.auth import Tokens
from serving.features import Feast
from serving.secret import secret_of
from tests.benchmarks.bench_recommended import registered
from tests.builders.bundles import publish_random_policy
from tests.builders.processes import command_running, settings_of, until

GOAL_S = 5.0
NIGHTS, WARM_UP = 60, 3
LOOK_S = 0.02
LOST_S = 120.0


def main(
    athletes: Annotated[int, typer.Option(min=10, max=2000)] = 120,
    per_second: Annotated[float, typer.Option(min=0.1, max=50)] = 2.0,
) -> None:
    with ExitStack() as stack:
        state = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = started(stack, state)
        users = registered(settings, athletes + WARM_UP)
        write_nights(settings, users)
        http, reader = api(stack, settings), Feast(settings.feast_config())
        tokens = Tokens(secret_of(settings))
        phones = {user: tokens.issue(user, ["athlete"]) for user in users}
        spaced(http, reader, {user: phones[user] for user in users[:WARM_UP]}, per_second)
        rest = {user: phones[user] for user in users[WARM_UP:]}
        report(spaced(http, reader, rest, per_second))


def started(stack: ExitStack, state: Path) -> Settings:
    """Start Kafka and the stream; return where everything is."""
    settings = settings_of(state)
    chosen = settings.ports()
    settings = settings.model_copy(update={"kafka_bootstrap": f"127.0.0.1:{chosen['kafka']}"})
    pair = (chosen["kafka"], chosen["kafka_controller"])
    command = kafka.prepare(state, REPO / "infra" / "jars", pair)
    broker = stack.enter_context(command_running(command, state / "kafka.log"))
    until(lambda: ports.listening(chosen["kafka"]), broker)
    create(settings.kafka_bootstrap)
    publish_random_policy(settings.published)
    apply(settings)
    module(stack, "streaming.learn", settings)
    return settings


def module(stack: ExitStack, name: str, settings: Settings) -> Any:
    """Run `python -m name` on these settings until the benchmark ends."""
    around = {"FITLOOP_STATE": str(settings.state), "FITLOOP_TORCHSERVE_URL": ""}
    command = [sys.executable, "-m", name]
    return stack.enter_context(command_running(command, settings.state / f"{name}.log", around))


def api(stack: ExitStack, settings: Settings) -> httpx.Client:
    """Start the API and return a client of it."""
    child = module(stack, "serving.main", settings)
    url = f"http://127.0.0.1:{settings.api_port}"
    http = stack.enter_context(httpx.Client(base_url=url, timeout=30))
    until(lambda: http.get("/health/ready").status_code == 200, child)
    return http


def write_nights(settings: Settings, users: Sequence[str]) -> None:
    """Give every athlete two months of nights, as the lake would."""
    import pyarrow as pa
    from deltalake import write_deltalake

    today, rng = datetime.now(UTC).date(), np.random.default_rng(7)
    days = [today - timedelta(days=n) for n in range(NIGHTS)]
    count = len(users) * NIGHTS
    columns = {
        "user_id": [user for user in users for _ in days],
        "day": days * len(users),
        "month": [f"{day:%Y-%m}" for day in days] * len(users),
        **{name: rng.uniform(40, 60, count) for name in BANDS},
    }
    write_deltalake(location(DAILY_FEATURES, settings), pa.table(columns), partition_by=["month"])


def spaced(
    http: httpx.Client, reader: Feast, phones: dict[str, str], per_second: float
) -> list[float]:
    """Send one night of each athlete, evenly spaced; return the seconds until each was seen."""
    begun, seen = dict[str, float](), dict[str, float]()
    waiting, start = list(phones), time.monotonic()
    while len(seen) < len(phones):
        due = start + len(begun) / per_second
        if waiting and time.monotonic() >= due:
            user = waiting.pop(0)
            begun[user] = time.monotonic()
            send(http, phones[user])
        for user in begun.keys() - seen.keys():
            if reader.read(user, None).live_at is not None:
                seen[user] = time.monotonic() - begun[user]
        if begun and time.monotonic() - max(begun.values()) > LOST_S:
            raise TimeoutError(f"{len(phones) - len(seen)} athletes' samples never arrived")
        time.sleep(LOOK_S)
    return list(seen.values())


def send(http: httpx.Client, token: str) -> None:
    """Send last night as a phone does."""
    end = datetime.now(UTC)
    times = {"start_ts": (end - timedelta(hours=7)).isoformat(), "end_ts": end.isoformat()}
    night = {"hrv_rmssd_ms": (31.0, "ms"), "sleep_duration_h": (5.5, "h")}
    samples = [
        {"metric": metric, "value": value, "unit": unit, "source": "bench", **times}
        for metric, (value, unit) in night.items()
    ]
    headers = {"Authorization": f"Bearer {token}"}
    http.post("/wearables/samples", json={"samples": samples}, headers=headers).raise_for_status()


def report(seconds: list[float]) -> None:
    """Print the figure as JSON."""
    p50, p95, top = np.percentile(seconds, [50, 95, 100]).round(3)
    line = {"name": "sample_to_features", "n": len(seconds), "p50_s": p50, "p95_s": p95}
    print(json.dumps(line | {"max_s": top, "ok": bool(p95 <= GOAL_S)}))


if __name__ == "__main__":
    typer.run(main)
