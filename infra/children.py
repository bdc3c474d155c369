"""Jobs that the API starts as processes of their own, for it has no Spark and no Delta."""

import os
import subprocess
import sys

from infra.processes import BIN
from infra.settings import Settings


def start_module(settings: Settings, module: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start `python -m module` on these settings; its output goes to `logs/MODULE.log`.

    It is the leader of its own group: it outlives the API that started it.
    """
    log = settings.state / "logs" / f"{module}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **_environment(settings)},
            cwd=settings.state,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


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
