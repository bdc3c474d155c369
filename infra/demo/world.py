"""The demo's own world: a state folder, its processes, its commands and their facts."""

import json
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from infra import supervisor
from infra.demo.report import STATE, Facts
from infra.processes import Process, environment
from infra.settings import Settings, settings
from infra.stack import prepare

PROCESSES = ["kafka", "mlflow", "torchserve", "api", "stream"]


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

    def run(self, *words: str, name: str, keep: bool = True) -> str:
        """Run one command to its end and return what it printed.

        Its messages go to `logs/demo-<name>.log`; with `keep` off its output goes there too.
        """
        log = STATE / "logs" / f"demo-{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as messages:
            out = subprocess.PIPE if keep else messages
            done = subprocess.run(
                words, env=self.env, stdout=out, stderr=messages, text=True, check=False
            )
        if done.returncode != 0:
            end = "\n".join((log.read_text() + (done.stdout or "")).splitlines()[-25:])
            raise FailedStage(
                f"{' '.join(words)} (exit {done.returncode})\n{end}\nwhole log: {log}"
            )
        return done.stdout or ""

    @property
    def api(self) -> str:
        """Return the API's address."""
        return f"http://127.0.0.1:{self.settings.ports()['api']}"

    def run_module(self, module: str, *arguments: str) -> str:
        """Run one `python -m` command and return what it printed."""
        return self.run(sys.executable, "-m", module, *arguments, name=module)

    def job(self, module: str, *arguments: str) -> Facts:
        """Run one `python -m` command and return the JSON of its last line."""
        out = self.run_module(module, *arguments)
        return dict(json.loads(out.strip().splitlines()[-1]))

    def begin(self, module: str, *arguments: str) -> "Future[Facts]":
        """Start one command beside the stages; its facts, or its failure, are the result."""
        pool = ThreadPoolExecutor(1)
        begun = pool.submit(self.job, module, *arguments)
        pool.shutdown(wait=False)
        return begun

    def dag(self, dag: str, conf: dict[str, str]) -> None:
        """Run one DAG with `airflow dags test`."""
        airflow = str(Path(sys.executable).parent / "airflow")
        self.run(
            airflow, "dags", "test", dag, "--conf", json.dumps(conf), name=f"dag-{dag}", keep=False
        )

    def facts(self, job: str) -> Facts:
        """Return what a job of a DAG left at `facts/<job>.json`."""
        return dict(json.loads((STATE / "facts" / f"{job}.json").read_text()))
