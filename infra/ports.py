"""Free loopback ports, chosen at start and written where every process looks for them."""

import json
import os
import socket
from pathlib import Path

NAMES = (
    "kafka",
    "kafka_controller",
    "mlflow",
    "torchserve",
    "torchserve_management",
    "torchserve_metrics",
    "api",
    "airflow",
    "airflow_logs",
    "airflow_triggerer_logs",
)


def choose(state: Path) -> dict[str, int]:
    """Return a free port for every name and write them to `<state>/ports.json`."""
    # All sockets stay open until all ports are known, so that no two names share one.
    sockets = {name: socket.socket() for name in NAMES}
    for one in sockets.values():
        one.bind(("127.0.0.1", 0))
    ports = {name: int(one.getsockname()[1]) for name, one in sockets.items()}
    for one in sockets.values():
        one.close()
    state.mkdir(parents=True, exist_ok=True)
    draft = state / "ports.json.new"
    draft.write_text(json.dumps(ports, indent=1))
    draft.replace(state / "ports.json")
    return ports


def listening(port: int) -> bool:
    """Return whether something accepts connections on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def pid_alive(pid: int) -> bool:
    """Return whether a process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
