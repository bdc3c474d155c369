"""The demo's stages in order: what starts, which command runs, which fact must hold."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra import supervisor
from infra.demo.report import STATE, Facts, Report, Stage
from infra.memory import MemoryWatch
from infra.processes import Process, environment
from infra.settings import Settings, settings
from infra.stack import migrate, prepare

START = "2026-08-01"
ATHLETES, DAYS, SEED = 200, 60, 7
LIVING, LIVE_DAYS, LIVE_START = 3, 14, "2026-09-30"
LAKE_AS_OF = "2026-09-30T03:00:00+00:00"
CLOSE_AS_OF = "2026-10-16T03:00:00+00:00"
PROCESSES = ["kafka", "mlflow", "torchserve", "api", "stream"]
GIB = 1 << 30


class FailedStage(RuntimeError):
    """A command of the demo failed; the message holds the end of what it printed."""


class World:
    """The demo's state folder, its processes and its commands."""

    def __init__(self) -> None:
        prepare(STATE)
        os.environ.update(FITLOOP_STATE=str(STATE), FITLOOP_TEST_CLOCK="1")
        settings.cache_clear()
        self.settings: Settings = settings()
        self.env = {**os.environ, **environment(self.settings)}
        self.processes: dict[str, Process] = {}

    def start_supervisor(self) -> None:
        """Start supervisord; processes start one by one by `start`."""
        self.processes = supervisor.configure(self.settings, PROCESSES)
        supervisor.start(self.settings)

    def start(self, *names: str) -> None:
        """Start processes without waiting for them."""
        supervisor.control(self.settings, "start", *names)

    def ready(self, *names: str) -> None:
        """Wait for processes; a process that never answers fails the stage with its log."""
        for name in names:
            supervisor.wait_ready(self.processes[name], self.settings)

    def run(self, *words: str, name: str) -> str:
        """Run one command to its end; its whole output goes to `logs/demo-<name>.log`."""
        log = STATE / "logs" / f"demo-{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as errors:
            done = subprocess.run(
                words, env=self.env, stdout=subprocess.PIPE, stderr=errors, text=True, check=False
            )
        if done.returncode != 0:
            end = "\n".join((log.read_text() + done.stdout).splitlines()[-25:])
            raise FailedStage(f"{' '.join(words)} (exit {done.returncode})\n{end}\nwhole log: {log}")
        return done.stdout

    def job(self, module: str, *arguments: str) -> Facts:
        """Run one `python -m` command and return the JSON of its last line."""
        out = self.run(sys.executable, "-m", module, *arguments, name=module)
        return dict(json.loads(out.strip().splitlines()[-1]))

    def dag(self, dag: str, conf: dict[str, str]) -> None:
        """Run one DAG with `airflow dags test`."""
        airflow = str(Path(sys.executable).parent / "airflow")
        self.run(airflow, "dags", "test", dag, "--conf", json.dumps(conf), name=f"dag-{dag}")

    def facts(self, job: str) -> Facts:
        """Return what a job of a DAG left at `facts/<job>.json`."""
        return dict(json.loads((STATE / "facts" / f"{job}.json").read_text()))


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
    from infra.demo import loop, proof

    with report.stage("start") as stage:
        world.start_supervisor()
        watch.roots.append(int((STATE / "supervisord.pid").read_text()))
        watch.start()
        world.start("kafka", "mlflow")
        migrate(world.settings)
        stage.say("kafka and mlflow starting, operational database and airflow migrated")
    loop.simulate(report, world)
    me = loop.register(report, world, data)
    loop.lake(report, world, me, data)
    loop.policy(report, world)
    loop.serve(report, world)
    loop.live(report, world, me)
    loop.learn(report, world)
    proof.replay(report, world)
    proof.posterior(report, world)
    _memory(report, watch)


def _memory(report: Report, watch: MemoryWatch) -> None:
    peak = watch.peak / GIB
    report.figures["peak_memory_gib"] = round(peak, 2)
    report.console.print(f"\npeak memory of all processes  {peak:.1f} GiB")
    report.check(peak < 10, f"peak memory {peak:.1f} GiB is over 10 GiB")


def count(stage: Stage, facts: dict[str, Any], key: str) -> str:
    """Return a fact as text with thousands separated; the stage keeps the number."""
    stage.facts[key] = facts[key]
    return f"{facts[key]:,}"
