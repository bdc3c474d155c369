"""The processes of the local stack: what runs, with which command, and how one knows it is up."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from infra import kafka
from infra.settings import REPO, Settings

BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Process:
    """One supervised process."""

    name: str
    command: list[str]
    url: str
    """Answers 2xx when the process is ready; `tcp://` asks for a connection only."""
    env: dict[str, str] = field(default_factory=dict)
    waits_s: int = 120


def environment(settings: Settings) -> dict[str, str]:
    """Return what every child process needs to find the same places."""
    return {
        "FITLOOP_STATE": str(settings.state),
        "FITLOOP_PROFILE": settings.profile,
        "FITLOOP_TEST_CLOCK": "1" if settings.test_clock else "0",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        # two cores: more threads than that only fight each other
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **airflow_environment(settings),
    }


def airflow_environment(settings: Settings) -> dict[str, str]:
    """Return Airflow's settings: everything on loopback, two tasks at a time, no examples."""
    ports = settings.ports()
    api = f"http://127.0.0.1:{ports['airflow']}"
    secret = settings.state / "airflow" / "jwt-secret"
    return {
        "AIRFLOW_HOME": str(settings.state / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPO / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{api}/execution/",
        "AIRFLOW__API_AUTH__JWT_SECRET": secret.read_text() if secret.exists() else "",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(ports["airflow"]),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(ports["airflow_logs"]),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(ports["airflow_triggerer_logs"]),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def kafka_process(settings: Settings) -> Process:
    """Return the broker, its storage formatted."""
    ports = settings.ports()
    command = kafka.prepare(
        settings.state / "kafka", settings.jars, (ports["kafka"], ports["kafka_controller"])
    )
    return Process("kafka", command, f"tcp://127.0.0.1:{ports['kafka']}")


def mlflow_process(settings: Settings) -> Process:
    """Return the tracking server and model registry (SQLite, local artefacts)."""
    port = settings.ports()["mlflow"]
    state = settings.state
    (state / "mlflow").mkdir(parents=True, exist_ok=True)
    arguments = f"--host 127.0.0.1 --port {port} --workers 1".split()
    stores = [
        f"--backend-store-uri=sqlite:///{state}/mlflow/mlflow.db",
        f"--artifacts-destination={state}/mlflow/artifacts",
    ]
    command = [str(BIN / "mlflow"), "server", *arguments, *stores]
    # its job runners are nine idle processes for features that nobody here uses
    env = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    return Process("mlflow", command, f"http://127.0.0.1:{port}/health", env)


def torchserve_process(settings: Settings) -> Process:
    """Return the policy server."""
    port = settings.ports()["torchserve"]
    command = [sys.executable, "-m", "infra.torchserve"]
    return Process("torchserve", command, f"tcp://127.0.0.1:{port}")


def api_process(settings: Settings) -> Process:
    """Return the HTTP API, with the outbox relay in the same process."""
    port = settings.ports()["api"]
    command = [sys.executable, "-m", "serving.main"]
    return Process("api", command, f"http://127.0.0.1:{port}/health/ready")


def stream_process(settings: Settings) -> Process:
    """Return the learning stream; it is ready when its first batch can be published."""
    port = settings.ports()["kafka"]
    command = [sys.executable, "-m", "streaming.learn"]
    return Process("stream", command, f"tcp://127.0.0.1:{port}")


def airflow_process(part: str) -> Callable[[Settings], Process]:
    """Return the maker of one of Airflow's processes."""

    def make(settings: Settings) -> Process:
        port = settings.ports()["airflow"]
        url = f"http://127.0.0.1:{port}/api/v2/monitor/health"
        return Process(part, [str(BIN / "airflow"), part], url)

    return make


MAKERS: dict[str, Callable[[Settings], Process]] = {
    "kafka": kafka_process,
    "mlflow": mlflow_process,
    "torchserve": torchserve_process,
    "api": api_process,
    "stream": stream_process,
    "api-server": airflow_process("api-server"),
    "scheduler": airflow_process("scheduler"),
    "dag-processor": airflow_process("dag-processor"),
}
