"""Start TorchServe: build the archive, then become the server.

Before the first promotion it serves too: the handler loads the version that a request names.
"""

import os
import subprocess
import sys
from pathlib import Path

from infra.settings import settings


def main() -> None:
    """Build the model archive and replace this process."""
    chosen = settings()
    folder = chosen.state / "torchserve"
    for stale in ("key_file.json", "tmp/.model_server.pid"):
        (folder / stale).unlink(missing_ok=True)
    subprocess.run([sys.executable, "-m", "serving.archive"], check=True)
    os.chdir(folder)
    os.environ.update(places(folder))
    command = command_of(folder)
    os.execv(command[0], command)


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
