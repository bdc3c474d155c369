"""Our gold build against hand-written Spark and polars: `-m tests.benchmarks.bench_feature_build`.

Five million samples of six metrics (three years of some 850 athletes, with their nights, steps and
workouts; made by tests.builders.silver_world, not timed) go three ways to the same features:

- ours: `jobs.gold.daily_features`: all facts of the day, of the features only what is selected;
- hand-written: one Spark SQL statement (feature_build.sql), same session, same tables;
- polars: polars_features.py, same tables, a process's own threads.

First each writes its rows once and they are compared (1e-9); then the ways take turns, and the
medians count. JSON lines.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from infra.settings import Settings
from jobs.layers import BY_NAME, SILVER
from jobs.session import spark_session
from jobs.tables import location, read, replace, schema_of
from tests.benchmarks import polars_features
from tests.builders.processes import cpu_seconds, settings_of

FIRST, DAYS = date(2023, 1, 1), 3 * 365
AS_OF = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=DAYS)
A_DAY = 0.9 * len(polars_features.NIGHTLY)
"""Samples of an athlete's day: a ring is worn nine days of ten."""
READ = ("observations", "daily_totals", "sleep_sessions", "workouts", "athletes")
SQL = Path(__file__).parent / "feature_build.sql"
GOAL, TOLERANCE = 1.2, 1e-9
KEY = ["user_id", "day"]
PEERS = {"spark": "hand-written Spark", "polars": "polars"}
Way = Callable[[str], Any]


def main(
    samples: Annotated[int, typer.Option(min=10_000, max=20_000_000)] = 5_000_000,
    repeats: Annotated[int, typer.Option(min=1, max=9)] = 3,
) -> None:
    with tempfile.TemporaryDirectory() as state:
        settings = settings_of(Path(state))
        with spark_session("feature_build", settings) as spark:
            frames = silver(spark, settings, round(samples / A_DAY / DAYS))
            ways = ways_of(spark, settings, frames)
            folders = {name: str(Path(state) / f"rows-{name}") for name in ways}
            for name, way in ways.items():
                way(folders[name])
            apart = {n: difference(folders["ours"], folders[n]) for n in ways if n != "ours"}
            report(frames["observations"].count(), apart, times_of(ways, repeats))


def silver(spark: Any, settings: Settings, athletes: int) -> dict[str, Any]:
    """Write the tables that the features need and return all of silver; the rest is empty."""
    from tests.builders.silver_world import silver_world

    made = silver_world(spark, athletes, DAYS, FIRST)
    made["observations"] = made["observations"].where(f"metric IN {tuple(polars_features.NIGHTLY)}")
    for name in READ:
        replace(made[name], BY_NAME[name], settings)
        read(spark, BY_NAME[name], settings).createOrReplaceTempView(name)
    empty = {t.name: spark.createDataFrame([], schema_of(t)) for t in SILVER}
    return empty | {name: read(spark, BY_NAME[name], settings) for name in READ}


def ways_of(spark: Any, settings: Settings, frames: dict[str, Any]) -> dict[str, Way]:
    """Return what builds the features; each writes them to a folder, or nowhere for ''."""
    from jobs.gold import daily_features

    by_hand = spark.sql(SQL.read_text().format(as_of=f"timestamp'{AS_OF:%Y-%m-%d %H:%M:%S}Z'"))
    names = by_hand.columns

    def ours(folder: str) -> None:
        # made anew each time: half of the work is done while the frame is made (`measured`)
        written(daily_features(frames, AS_OF).select(*names), folder)

    def by_polars(folder: str) -> None:
        rows = polars_features.features(lambda n: location(BY_NAME[n], settings), AS_OF)
        if folder:
            Path(folder).mkdir()
            rows.write_parquet(f"{folder}/rows.parquet")

    return {
        "ours": ours,
        "spark": lambda folder: written(by_hand, folder),
        "polars": by_polars,
    }


def written(frame: Any, folder: str) -> None:
    """Compute every row: to parquet, or for the clock alone."""
    if folder:
        frame.write.parquet(folder)
    else:
        frame.write.format("noop").mode("overwrite").save()


def difference(one: str, other: str) -> float:
    """Return the largest relative difference of any cell; infinite when a row or value is alone."""
    a, b = rows_of(one), rows_of(other)
    both = a.join(b, on=KEY, how="full", suffix="_b", coalesce=True)
    if not len(both) == len(a) == len(b):
        return float("inf")
    names = [name for name in a.columns if name not in (*KEY, "event_ts")]
    if not both["event_ts"].equals(both["event_ts_b"]):
        return float("inf")
    return max(_apart(both[name], both[f"{name}_b"]) for name in names)


def rows_of(folder: str) -> pl.DataFrame:
    """Return what a way wrote; Spark's times have no zone there, and are in UTC."""
    rows = pl.read_parquet(f"{folder}/*.parquet")
    return rows.with_columns(pl.col("event_ts").dt.cast_time_unit("us").dt.replace_time_zone("UTC"))


def _apart(a: pl.Series, b: pl.Series) -> float:
    if not a.is_null().equals(b.is_null()):
        return float("inf")
    return float(((a - b).abs() / (1 + a.abs())).max() or 0.0)


def times_of(ways: dict[str, Way], repeats: int) -> dict[str, tuple[float, float]]:
    """Return each way's median wall and processor seconds, the ways in turn."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            cpu, wall = cpu_seconds(os.getpid()), time.perf_counter()
            way("")
            took = time.perf_counter() - wall
            found[name].append((took, cpu_seconds(os.getpid()) - cpu))
    return {
        name: (statistics.median(w for w, _ in all_), statistics.median(p for _, p in all_))
        for name, all_ in found.items()
    }


def report(samples: int, apart: dict[str, float], times: dict[str, tuple[float, float]]) -> None:
    """Print a line a peer: wall and processor seconds, ratios, and how far the rows are apart."""
    wall, cpu = times["ours"]
    for peer, name in (("spark", "feature_build"), ("polars", "feature_build_polars")):
        peer_wall, peer_cpu = times[peer]
        line = {
            "name": name,
            "peer": PEERS[peer],
            "samples": samples,
            "rows_per_s": round(samples / wall),
            "peer_rows_per_s": round(samples / peer_wall),
            "ratio": round(wall / peer_wall, 3),
            "cpu_ratio": round(cpu / peer_cpu, 3),
            "seconds": round(wall, 2),
            "peer_seconds": round(peer_wall, 2),
            "cpu_s": round(cpu, 2),
            "peer_cpu_s": round(peer_cpu, 2),
            "apart": apart[peer],
        }
        quick = peer == "polars" or wall / peer_wall <= GOAL
        print(json.dumps(line | {"ok": quick and apart[peer] <= TOLERANCE}))


if __name__ == "__main__":
    typer.run(main)
