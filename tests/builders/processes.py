"""Processes that a benchmark or an integration test starts, and stops again."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from infra import ports
from infra.settings import Settings

BIN = Path(sys.executable).parent
START_S = 120.0
STOP_S = 30.0


def settings_of(state: Path) -> Settings:
    """Choose ports and return the settings that child processes will find for themselves."""
    chosen = ports.choose(state)
    return Settings(
        state=state,
        published=state / "published",
        database_url=f"sqlite:///{state / 'fitloop.db'}",
        online_store=str(state / "online.db"),
        feast_registry=str(state / "feast-registry.db"),
        lake=str(state / "lake"),
        torchserve_url=f"http://127.0.0.1:{chosen['torchserve']}",
        api_port=chosen["api"],
        test_clock=True,
    )


@contextmanager
def running(module: str, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python -m module` on these settings until the block ends."""
    environment = {
        **os.environ,
        "FITLOOP_STATE": str(settings.state),
        "FITLOOP_TEST_CLOCK": "1",
        "FITLOOP_KAFKA_BOOTSTRAP": "",
        "OMP_NUM_THREADS": "1",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    log = settings.state / f"{module}.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", module], env=environment, stdout=out, stderr=out
        )
        try:
            yield child
        finally:
            child.terminate()
            child.wait(timeout=STOP_S)


def until(ready: Callable[[], bool], child: subprocess.Popen[bytes]) -> None:
    """Wait until something answers; raise when the process ends or the time is over."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            if ready():
                return
        except httpx.HTTPError:
            pass
        if child.poll() is not None:
            raise RuntimeError(f"{child.args!r} ended with {child.returncode}")
        time.sleep(0.2)
    raise TimeoutError(f"{child.args!r} was not ready after {START_S} s")
