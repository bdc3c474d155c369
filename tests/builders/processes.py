"""Processes that a benchmark or an integration test starts, and stops again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from infra import ports
from infra.memory import tree
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
    command = [sys.executable, "-m", module]
    environment = {
        "FITLOOP_STATE": str(settings.state),
        "FITLOOP_TEST_CLOCK": "1",
        "FITLOOP_KAFKA_BOOTSTRAP": "",
        "OMP_NUM_THREADS": "1",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    with command_running(command, settings.state / f"{module}.log", environment) as child:
        yield child


@contextmanager
def command_running(
    command: list[str], log: Path, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command, its output in a file, until the block ends."""
    around = os.environ | (environment or {})
    with log.open("wb") as out:
        child = subprocess.Popen(
            command, env=around, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield child
        finally:
            # the whole group: TorchServe's launcher leaves its Java server behind otherwise
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(timeout=STOP_S)
            until_gone(child.pid)


def cpu_seconds(root: int) -> float:
    """Return the processor time of a process and its living descendants: a JVM's, too.

    On a machine that others use this is steadier than the wall's.
    """
    ticks = 0
    for pid in tree([root]):
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def until_gone(group: int) -> None:
    """Wait until nothing of a process group is left; end what ignores the polite signal."""
    end = time.monotonic() + STOP_S
    with suppress(ProcessLookupError):
        while time.monotonic() < end:
            os.killpg(group, 0)
            time.sleep(0.1)
        os.killpg(group, signal.SIGKILL)


def until(
    ready: Callable[[], bool],
    child: subprocess.Popen[bytes],
    not_yet: tuple[type[Exception], ...] = (httpx.HTTPError,),
) -> None:
    """Wait until something answers; raise when the process ends or the time is over."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        with suppress(*not_yet):
            if ready():
                return
        if child.poll() is not None:
            raise RuntimeError(f"{child.args!r} ended with {child.returncode}")
        time.sleep(0.2)
    raise TimeoutError(f"{child.args!r} was not ready after {START_S} s")
