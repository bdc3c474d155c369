"""The demo's stages in order; whatever happens, what was started is stopped."""

import os
import shutil
from concurrent.futures import Future
from pathlib import Path

import httpx

from infra import supervisor
from infra.demo import loop, proof, table
from infra.demo.report import STATE, Facts, Report
from infra.demo.world import World
from infra.memory import MemoryWatch
from infra.settings import Settings
from infra.stack import migrate

GIB = 1 << 30
MOST_GIB = 10.0


def run_demo(report: Report, *, data: Path | None) -> None:
    """Run every stage; whatever happens, stop what was started."""
    if supervisor.config_file(Settings(state=STATE)).exists():
        supervisor.stop(Settings(state=STATE))
    shutil.rmtree(STATE, ignore_errors=True)
    world = World()
    watch = MemoryWatch([os.getpid()])
    try:
        _stages(report, world, watch, data)
    finally:
        supervisor.stop(world.settings)


def _stages(report: Report, world: World, watch: MemoryWatch, data: Path | None) -> None:
    # it needs one core and nothing of what starts
    begun = loop.simulate(world)
    with report.stage("start") as stage:
        world.start_supervisor()
        watch.roots.append(int((STATE / "supervisord.pid").read_text()))
        watch.start()
        world.start("kafka", "mlflow")
        migrate(world.settings)
        stage.say("kafka and mlflow starting, operational database and airflow migrated")
    loop.simulated(report, begun)
    me = loop.register(report, world, data)
    loop.lake(report, world, me, data)
    loop.policy(report, world)
    loop.serve(report, world)
    # one core for half a minute, and nothing of the others: days are lived while it runs
    simulated = world.begin("jobs.experiment", "simulate")
    loop.live(report, world, me)
    with httpx.Client(base_url=world.api, timeout=60) as http:
        _everyone(report, world, http, simulated)
    _memory(report, watch)


def _everyone(report: Report, world: World, http: httpx.Client, simulated: "Future[Facts]") -> None:
    """Give a guest a watch and a coach, learn from all, prove the log, and let the guest leave."""
    ops = world.run_module("serving.tokens", "--scope", "ops").strip()
    guest = table.Guest(http, ops)
    table.body(report, guest)
    table.coach(report, guest)
    table.escalate(report, guest)
    table.pages(report, world, guest, ops)
    loop.learn(report, world)
    proof.replay(report, world)
    proof.posterior(report, world)
    erasure = table.leave(report, guest)
    table.experiment(report, simulated)
    table.cohorts(report, world)
    table.erased(report, guest, erasure)


def _memory(report: Report, watch: MemoryWatch) -> None:
    peak = watch.peak / GIB
    report.figures["peak_memory_gib"] = round(peak, 2)
    report.console.print(f"\npeak memory of all processes  {peak:.1f} GiB")
    report.check(peak < MOST_GIB, f"peak memory {peak:.1f} GiB is over {MOST_GIB:.0f} GiB")
