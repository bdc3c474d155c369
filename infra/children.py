"""Jobs that the API starts as processes of their own, for it has no Spark and no Delta."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable

from infra.processes import BIN
from infra.settings import Settings


def start_module(
    settings: Settings, module: str, *arguments: str, ended: Callable[[int], None] | None = None
) -> "subprocess.Popen[bytes]":
    """Start `python -m module` on these settings; its output goes to `logs/MODULE.log`.

    It is the leader of its own group: it outlives the API that started it. A thread waits for its
    end, so that it leaves no zombie, and then calls `ended` with its exit code.
    """
    log = settings.state / "logs" / f"{module}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **_environment(settings)},
            cwd=settings.state,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    threading.Thread(target=_wait, args=(child, ended), daemon=True).start()
    return child


def _wait(child: "subprocess.Popen[bytes]", ended: Callable[[int], None] | None) -> None:
    code = child.wait()
    if ended is not None:
        ended(code)


def _environment(settings: Settings) -> dict[str, str]:
    """Return the places that this process was given: a child must not find others."""
    return {
        "FITLOOP_STATE": str(settings.state),
        "FITLOOP_PROFILE": settings.profile,
        "FITLOOP_LAKE": settings.lake,
        "FITLOOP_PUBLISHED": str(settings.published),
        "FITLOOP_DATABASE_URL": settings.database_url,
        "FITLOOP_ONLINE_STORE": settings.online_store,
        "FITLOOP_FEAST_REGISTRY": settings.feast_registry,
        "FITLOOP_CHECKPOINT": settings.checkpoint,
        "FITLOOP_SPARK_DRIVER_MEMORY": settings.spark_driver_memory,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
