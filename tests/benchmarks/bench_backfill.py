"""Three years of gold for many athletes: `python -m tests.benchmarks.bench_backfill`.

Makes silver of the wanted size (tests.builders.silver_world; not timed), then times what the lake's
job does with it: every catalogued feature of every day, validated and written to
gold.daily_features. Each size is a process of its own, so that memory and compiled code of one do
not help the next; the peak is of that process and its JVM, the making of silver included. One JSON
line a size.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from expectations.validate import validate
from infra.memory import MemoryWatch
from infra.settings import REPO, Settings
from jobs.layers import BY_NAME, Lake
from jobs.regions import EVERYTHING
from jobs.session import spark_session
from jobs.tables import replace
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY
from tests.builders.processes import cpu_seconds, settings_of

FIRST = date(2023, 1, 1)
SIZES = (250, 500, 1000)
DAYS = 3 * 365
GIB = 1 << 30


def measured(athletes: int, days: int, state: Path) -> dict[str, Any]:
    """Return minutes, rows and peak memory of one backfill."""
    settings = settings_of(state)
    watch = MemoryWatch([os.getpid()])
    watch.start()
    with spark_session("backfill", settings) as spark:
        silver(spark, settings, athletes, days)
        as_of = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=days)
        lake = Lake(spark, settings, as_of)
        cpu_s = -cpu_seconds(os.getpid())
        (gold, _), built_s = seconds(lambda: lake.gold(lake.silver_before(EVERYTHING), EVERYTHING))
        _, validated_s = seconds(lambda: validate({DAILY_FEATURES.path: gold}))
        _, written_s = seconds(lambda: lake.write_gold(gold, EVERYTHING, ""))
        cpu_s += cpu_seconds(os.getpid())
        rows = gold.count()
    whole = built_s + validated_s + written_s
    steps = {"built_s": built_s, "validated_s": validated_s, "written_s": written_s}
    return {
        "name": "backfill",
        "athletes": athletes,
        "days": days,
        "features": len(DAILY),
        "rows": rows,
        "minutes": round(whole / 60, 3),
        "cpu_minutes": round(cpu_s / 60, 3),
        "peak_gib": round(watch.peak / GIB, 2),
        **{name: round(value, 1) for name, value in steps.items()},
    }


def silver(spark: Any, settings: Settings, athletes: int, days: int) -> None:
    """Write the silver tables."""
    from tests.builders.silver_world import silver_world

    made = silver_world(spark, athletes, days, FIRST)
    for name, frame in made.items():
        replace(frame, BY_NAME[name], settings)


def seconds(step: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a step returns, and how long it took."""
    began = time.perf_counter()
    found = step()
    return found, time.perf_counter() - began


def main(
    athletes: Annotated[int, typer.Option(help="one size; 0 = 250, 500 and 1,000")] = 0,
    days: Annotated[int, typer.Option(min=60, max=4000)] = DAYS,
) -> None:
    """Measure one size, or the three of the table."""
    if athletes:
        with tempfile.TemporaryDirectory() as state:
            print(json.dumps(measured(athletes, days, Path(state))), flush=True)
        return
    for size in SIZES:
        command = [sys.executable, "-m", "tests.benchmarks.bench_backfill", "--athletes", str(size)]
        subprocess.run([*command, "--days", str(days)], cwd=REPO, check=True)


if __name__ == "__main__":
    typer.run(main)
