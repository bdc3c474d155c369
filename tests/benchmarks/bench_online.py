"""The online store: `python -m tests.benchmarks.bench_online`.

Gold of as many athletes as wanted goes through jobs.materialize into a store of its own (SQLite, or
a Redis by address); then every athlete's whole row is read as the API reads it: `online_features`
is the time of one read after a warm-up, `online_parity` how far what was read is from gold. Ends
with JSON lines.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from infra.settings import Settings
from jobs.materialize import apply, materialize
from models.features.catalogue import DAILY
from serving.features import Feast
from tests.builders.gold_days import athlete, write_gold_days
from tests.builders.parity import compared, newest_rows
from tests.builders.processes import settings_of

GOAL_MS, TOLERANCE = 5.0, 1e-6
WARM_UP, DAYS, NS = 50, 2, 1e6


def main(
    athletes: Annotated[int, typer.Option(min=100, max=10_000)] = 1000,
    redis: Annotated[str, typer.Option(help="redis://host:port instead of SQLite")] = "",
) -> None:
    with tempfile.TemporaryDirectory() as state:
        settings = settings_of(Path(state))
        if redis:
            settings = settings.model_copy(update={"online_store": redis})
        write_gold_days(settings, athletes, DAYS)
        apply(settings)
        materialize(settings)
        report(settings, [athlete(number) for number in range(athletes)])


def report(settings: Settings, users: list[str]) -> None:
    """Read every athlete once; print the times and the parity."""
    reader = Feast(settings.feast_config())
    for user in users[:WARM_UP]:
        reader.read(user, "warm-up:pooled")
    read, walls, busy = {}, [], []
    for user in users:
        wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
        read[user] = reader.read(user, "enc:pooled").daily
        busy.append((time.thread_time_ns() - cpu) / NS)
        walls.append((time.perf_counter_ns() - wall) / NS)
    p50, p99 = np.percentile(walls, [50, 99]).round(2)
    cpu50, cpu99 = np.percentile(busy, [50, 99]).round(2)
    line = {"name": "online_features", "features": len(DAILY), "n": len(users)}
    times = {"p50_ms": p50, "p99_ms": p99, "cpu_p50_ms": cpu50, "cpu_p99_ms": cpu99}
    print(json.dumps(line | times | {"ok": bool(p99 <= GOAL_MS)}))
    parity = compared(read, newest_rows(settings))
    met = parity.largest <= TOLERANCE and parity.one_sided == 0
    line = {"name": "online_parity", "features": len(DAILY), "athletes": len(users)}
    found = {"largest": parity.largest, "one_sided": parity.one_sided, "values": parity.values}
    print(json.dumps(line | found | {"ok": met}))


if __name__ == "__main__":
    typer.run(main)
