"""`make bench`: every benchmark in one table and in `.fitloop/bench/results.json`.

A goal that is missed is written down as missed and the command still exits 0: a benchmark
informs, a test forbids.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from infra.settings import REPO

Result = dict[str, Any]
RESULTS = REPO / ".fitloop" / "bench" / "results.json"
SERVED = {
    "torchserve": "torchserve",
    "recommended_new": "recommended_http",
    "recommended_repeat": "recommended_repeat",
}
GOAL_MS, GOAL_FRESH_S, GOAL_DEMO_S = 50.0, 5.0, 540.0
GOAL_READ_MS, GOAL_PARITY = 5.0, 1e-6
GOAL_SCREEN_MS = 1.0
GOAL_BUILD = 1.2
"""Our time / the peer's."""
GOAL_BACKFILL_MIN, GOAL_BACKFILL_GIB = 30.0, 8.0
GOAL_XML, GOAL_MEMORY_MB, GOAL_TWO_CORES = 1.5, 300.0, 1.8
GOAL_STEPS = 20_000.0
GOAL_FIRST_MS, GOAL_GATE_MS, GOAL_RECALL = 100.0, 5.0, 0.95


def result(name: str, value: float, unit: str, goal: float, command: str) -> Result:
    """Return one row of the table, without a peer."""
    row: Result = {"name": name, "value": value, "unit": unit, "peer": None, "peer_value": None}
    return {**row, "ratio": None, "goal": goal, "ok": value <= goal, "command": command}


def lines_of(module: str) -> tuple[list[Result], str]:
    """Run a benchmark; return its lines of JSON and the command as people type it."""
    command = ["-m", f"tests.benchmarks.{module}"]
    done = subprocess.run(
        [sys.executable, *command], cwd=REPO, stdout=subprocess.PIPE, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return lines, f"python {' '.join(command)}"


def serving() -> Iterator[Result]:
    """Yield the p99 of TorchServe and of the API, one client at a time."""
    lines, shown = lines_of("bench_recommended")
    for found in lines:
        yield result(SERVED[found["name"]], found["p99_ms"], "ms p99", GOAL_MS, shown)


def freshness() -> Iterator[Result]:
    """Yield the p95 of a sample's way to a decision's features, through broker and stream."""
    lines, shown = lines_of("bench_freshness")
    yield result("sample_to_features", lines[-1]["p95_s"], "s p95", GOAL_FRESH_S, shown)


def coach() -> Iterator[Result]:
    """Yield the safety benchmark and the times of the coach without a key."""
    lines, shown = lines_of("bench_coach")
    found = {one["name"]: one["value"] for one in lines}
    gate = result("coach_gate", found["recall"], "recall", GOAL_RECALL, shown)
    met = found["recall"] >= GOAL_RECALL and found["false_refusals"] <= 1 - GOAL_RECALL
    yield gate | {"ratio": found["false_refusals"], "ok": met, "least": True}
    first = found["first_token_p95_ms"]
    yield result("coach_latency", first, "ms p95", GOAL_FIRST_MS, shown)
    yield result("coach_gate_time", found["gate_p95_ms"], "ms p95", GOAL_GATE_MS, shown)


def gate() -> Iterator[Result]:
    """Yield in how many of 100,000 contexts something removed was offered, and the gate's time."""
    (found, took), shown = lines_of("bench_gate")
    violations = result("gate_contexts", float(bool(found["violation"])), "violations", 0.0, shown)
    met = violations["ok"] and not found["silent_rules"]
    yield violations | {"ok": met, "contexts": found["contexts"], "said": found["said"]}
    yield result("gate_time", took["p99_ms"], "ms p99", GOAL_SCREEN_MS, shown)


def online() -> Iterator[Result]:
    """Yield the time of one athlete's whole row through Feast, and how far it is from gold."""
    (read, parity), shown = lines_of("bench_online")
    yield result("online_features", read["p99_ms"], "ms p99", GOAL_READ_MS, shown)
    apart = result("online_parity", parity["largest"], "largest difference", GOAL_PARITY, shown)
    yield apart | {"ok": parity["ok"]}


def feature_build() -> Iterator[Result]:
    """Yield samples a second of the gold build; the ratio is our time over the peer's."""
    found, shown = lines_of("bench_feature_build")
    for one in found:
        row = result(one["name"], one["rows_per_s"], "rows/s", GOAL_BUILD, shown)
        peer = {"peer": one["peer"], "peer_value": one["peer_rows_per_s"], "ratio": one["ratio"]}
        # nobody asked to be as fast as polars, only to say how fast it is
        goal = GOAL_BUILD if one["name"] == "feature_build" else None
        yield row | peer | {"goal": goal, "ok": one["ok"]}


def backfill() -> Iterator[Result]:
    """Yield the minutes of 1,000 athletes x 3 years; the ratio is time at 1,000 / at 500."""
    found, shown = lines_of("bench_backfill")
    sizes = {one["athletes"]: one for one in found}
    most = sizes[max(sizes)]
    row = result("backfill", most["minutes"], "min", GOAL_BACKFILL_MIN, shown)
    linear = most["minutes"] / sizes[max(sizes) // 2]["minutes"]
    met = row["ok"] and most["peak_gib"] < GOAL_BACKFILL_GIB
    yield row | {"ratio": round(linear, 3), "ok": met, "sizes": found}


def xml() -> Iterator[Result]:
    """Yield the speed of Apple's XML beside lxml.iterparse, its memory, and what two cores gain."""
    command = ["-m", "tests.benchmarks.bench_xml"]
    done = subprocess.run(
        [sys.executable, *command], cwd=REPO, stdout=subprocess.PIPE, text=True, check=True
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    found = {one["name"]: one for one in map(json.loads, lines)}
    shown = f"python {' '.join(command)}"
    parse = found["xml_parse"]
    row = result("xml_parse", parse["value"], "MB per CPU-second", GOAL_XML, shown)
    peer = {"peer": "lxml.iterparse", "peer_value": parse["peer_value"], "ratio": parse["ratio"]}
    # the goal is the ratio's
    yield row | peer | {"ok": parse["ratio"] >= GOAL_XML, "least": True}
    memory = found["import_memory"]["value"]
    yield result("import_memory", memory, "MB peak", GOAL_MEMORY_MB, shown)
    for name in ("xml_two_cores", "zip_two_cores"):
        gain = found[name]["value"]
        row = result(name, gain, "x of one core's time", GOAL_TWO_CORES, shown)
        yield row | {"ratio": found[name]["wall"], "ok": gain >= GOAL_TWO_CORES, "least": True}


def world() -> Iterator[Result]:
    """Yield the athlete-days that the simulated world steps in memory, of one core."""
    (found,), shown = lines_of("bench_world")
    rate = found["athlete_days_per_s"]
    row = result("world_steps", rate, "athlete-days/s", GOAL_STEPS, shown)
    yield row | {"ok": rate >= GOAL_STEPS, "least": True}


def demo() -> Iterator[Result]:
    """Yield the wall seconds of the last `make demo`."""
    file = REPO / ".fitloop" / "demo" / "report.json"
    if file.exists():
        seconds = json.loads(file.read_text())["seconds"]
        yield result("demo_seconds", seconds, "s", GOAL_DEMO_S, "make demo")


BENCHMARKS: dict[str, Callable[[], Iterator[Result]]] = {
    **dict.fromkeys(SERVED.values(), serving),
    "sample_to_features": freshness,
    **dict.fromkeys(("coach_gate", "coach_latency", "coach_gate_time"), coach),
    **dict.fromkeys(("gate_contexts", "gate_time"), gate),
    **dict.fromkeys(("online_features", "online_parity"), online),
    **dict.fromkeys(("feature_build", "feature_build_polars"), feature_build),
    "backfill": backfill,
    **dict.fromkeys(("xml_parse", "import_memory", "xml_two_cores", "zip_two_cores"), xml),
    "world_steps": world,
    "demo_seconds": demo,
}


def goal_of(one: Result) -> str:
    """Return a goal in words; a peer's is about the ratio of times."""
    if one["peer"]:
        limit = f", limit {one['goal']:g}" if one["goal"] else ""
        return f"{one['ratio']:.2f} of {one['peer']}'s time{limit}"
    return f"{'>=' if one.get('least') else '<='} {one['goal']:g}"


def shown(results: list[Result]) -> Table:
    """Return the results as people read them."""
    table = Table("benchmark", "value", "unit", "goal", "met", "command")
    for one in results:
        met = "yes" if one["ok"] else "[red]missed[/]"
        goal = goal_of(one)
        row = (one["name"], f"{one['value']:.4g}", one["unit"], goal)
        table.add_row(*row, met, one["command"])
    return table


def main(only: Annotated[str, typer.Option(help="one name of the table")] = "") -> None:
    """Run the benchmarks, or the one named."""
    if only and only not in BENCHMARKS:
        raise typer.BadParameter(f"no benchmark {only}; there are {', '.join(BENCHMARKS)}")
    chosen = [BENCHMARKS[only]] if only else list(dict.fromkeys(BENCHMARKS.values()))
    results = [one for run in chosen for one in run() if not only or one["name"] == only]
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))
    Console().print(shown(results))


if __name__ == "__main__":
    typer.run(main)
