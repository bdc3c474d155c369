"""Start TorchServe once a policy is published: build the archive, then become the server."""

import os
import subprocess
import sys
import time
from pathlib import Path

import structlog

from infra.settings import Settings, settings

POLL_S = 1.0


def main() -> None:
    """Wait for `published/CURRENT`, build the model archive, replace this process."""
    chosen = settings()
    wait_for_policy(chosen)
    folder = chosen.state / "torchserve"
    for stale in ("key_file.json", "tmp/.model_server.pid"):
        (folder / stale).unlink(missing_ok=True)
    subprocess.run([sys.executable, "-m", "serving.archive"], check=True)
    os.chdir(folder)
    os.environ.update(places(folder))
    command = command_of(folder)
    os.execv(command[0], command)


def wait_for_policy(chosen: Settings) -> None:
    """Block until a promoted policy is published; say once what would make one."""
    current = chosen.published / "CURRENT"
    if not current.exists():
        structlog.get_logger().info(
            "torchserve waits for the first promoted policy",
            run="airflow dags trigger lake, then policy",
        )
    while not current.exists():
        time.sleep(POLL_S)


def places(folder: Path) -> dict[str, str]:
    """Return the environment that keeps every file TorchServe writes in its own folder."""
    made = {"TMPDIR": "tmp", "LOG_LOCATION": "logs", "METRICS_LOCATION": "logs"}
    for name in set(made.values()):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {key: str(folder / name) for key, name in made.items()}


def command_of(folder: Path) -> list[str]:
    """Return TorchServe's foreground command."""
    launcher = str(Path(sys.executable).parent / "torchserve")
    stores = ["--model-store", str(folder / "model-store")]
    return [
        *(launcher, "--start", "--foreground", "--ncs"),
        *("--ts-config", str(folder / "config.properties"), *stores),
    ]


if __name__ == "__main__":
    main()
