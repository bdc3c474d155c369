"""Pack the handler for TorchServe and write its configuration: `python -m serving.archive`."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from infra.settings import Settings, settings
from serving.policy_server import MODEL

MODEL_VERSION = "1.0"
WORKERS = 2
BATCH, BATCH_DELAY_MS = 8, 1
TIMEOUT_S = 5
TOKEN_MINUTES = 60 * 24 * 365
"""The key lives in the server's own folder and is made anew at each start."""
HANDLER = Path(__file__).with_name("handler.py")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where TorchServe listens, on loopback only."""

    inference: int
    management: int
    metrics: int


def ports_of(chosen: Settings) -> Ports:
    """Return the ports of the local stack."""
    known = chosen.ports()
    names = ("torchserve", "torchserve_management", "torchserve_metrics")
    missing = [name for name in names if name not in known]
    if missing:
        raise typer.BadParameter(f"{chosen.state}/ports.json names no {missing[0]}")
    return Ports(*(known[name] for name in names))


def build(chosen: Settings, ports: Ports) -> Path:
    """Write model-store, model-config.yaml and config.properties; return the folder."""
    folder = chosen.state / "torchserve"
    store = folder / "model-store"
    store.mkdir(parents=True, exist_ok=True)
    config = folder / "model-config.yaml"
    config.write_text(_model_config(chosen.published.resolve()))
    _pack(store, config)
    (folder / "config.properties").write_text(_properties(store, ports))
    return folder


def _pack(store: Path, config: Path) -> None:
    command = [sys.executable, "-m", "model_archiver.model_packaging", "--force"]
    names = ["--model-name", MODEL, "--version", MODEL_VERSION, "--handler", str(HANDLER)]
    places = ["--config-file", str(config), "--export-path", str(store)]
    subprocess.run([*command, *names, *places], check=True, capture_output=True)


def _model_config(published: Path) -> str:
    # JSON strings are YAML strings, whatever the folder is called
    return f"handler:\n  published: {json.dumps(str(published))}\n"


def _properties(store: Path, ports: Ports) -> str:
    model = {
        "defaultVersion": True,
        "marName": f"{MODEL}.mar",
        "minWorkers": WORKERS,
        "maxWorkers": WORKERS,
        "batchSize": BATCH,
        "maxBatchDelay": BATCH_DELAY_MS,
        "responseTimeout": TIMEOUT_S,
    }
    lines = {
        "inference_address": f"http://127.0.0.1:{ports.inference}",
        "management_address": f"http://127.0.0.1:{ports.management}",
        "metrics_address": f"http://127.0.0.1:{ports.metrics}",
        # unused, and fixed by default: two stacks on one machine would collide
        "grpc_inference_port": "0",
        "grpc_management_port": "0",
        "model_store": str(store),
        "load_models": f"{MODEL}.mar",
        "models": json.dumps({MODEL: {MODEL_VERSION: model}}),
        "default_response_timeout": str(TIMEOUT_S),
        "default_workers_per_model": str(WORKERS),
        "number_of_netty_threads": "2",
        "disable_system_metrics": "true",
        "enable_envvars_config": "false",
        "token_expiration_min": str(TOKEN_MINUTES),
        "vmargs": "-Xmx256m -XX:+UseSerialGC",
    }
    return "".join(f"{key}={value}\n" for key, value in lines.items())


def main() -> None:
    """Run the command."""
    typer.run(_archive)


def _archive() -> None:
    chosen = settings()
    print(build(chosen, ports_of(chosen)))


if __name__ == "__main__":
    main()
