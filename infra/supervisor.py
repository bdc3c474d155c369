"""Processes under supervisord: started, restarted, stopped; a log file each."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from infra.ports import listening
from infra.processes import MAKERS, Process, environment
from infra.settings import Settings

BIN = Path(sys.executable).parent


class NotReady(RuntimeError):
    """A process did not answer in time; the message ends with its log."""


def configure(settings: Settings, names: list[str]) -> dict[str, Process]:
    """Write supervisord's configuration for these processes and return them."""
    processes = {name: MAKERS[name](settings) for name in names}
    (settings.state / "logs").mkdir(parents=True, exist_ok=True)
    env = environment(settings)
    sections = [_header(settings)] + [_program(p, settings, env) for p in processes.values()]
    config_file(settings).write_text("\n".join(sections))
    return processes


def config_file(settings: Settings) -> Path:
    """Return where the configuration lies."""
    return settings.state / "supervisord.conf"


def _socket(settings: Settings) -> str:
    # A socket's path may not exceed 108 bytes, a checkout's path may.
    digest = hashlib.sha256(str(settings.state).encode()).hexdigest()[:12]
    return str(Path(tempfile.gettempdir()) / f"fitloop-{digest}.sock")


def _header(settings: Settings) -> str:
    state, socket = settings.state, _socket(settings)
    return f"""\
[unix_http_server]
file={socket}
[supervisord]
logfile={state}/logs/supervisord.log
pidfile={state}/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{socket}
"""


def _program(process: Process, settings: Settings, env: dict[str, str]) -> str:
    values = {**env, **process.env}
    pairs = ",".join(f'{k}="{v.replace("%", "%%")}"' for k, v in values.items())
    command = " ".join(f'"{part}"' for part in process.command).replace("%", "%%")
    return f"""\
[program:{process.name}]
command={command}
directory={settings.state}
environment={pairs}
autostart=false
autorestart=true
startsecs=0
stopsignal=TERM
stopwaitsecs=20
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={settings.state}/logs/{process.name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=2
"""


def running(settings: Settings) -> bool:
    """Return whether this state folder's supervisord answers."""
    return config_file(settings).exists() and control(settings, "pid").returncode == 0


def start(settings: Settings) -> None:
    """Start supervisord itself; its processes wait for `control(..., 'start', name)`."""
    subprocess.run([BIN / "supervisord", "-c", config_file(settings)], check=True)
    _answering(settings)


@retry(wait=wait_fixed(0.1), stop=stop_after_delay(60), retry=retry_if_result(lambda up: not up))
def _answering(settings: Settings) -> bool:
    return (settings.state / "supervisord.pid").exists() and running(settings)


def control(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one supervisorctl command."""
    command = [str(BIN / "supervisorctl"), "-c", str(config_file(settings)), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def wait_ready(process: Process, settings: Settings) -> None:
    """Block until the process answers; raises NotReady with the end of its log."""

    @retry(
        wait=wait_fixed(0.3),
        stop=stop_after_delay(process.waits_s),
        retry=retry_if_result(lambda ok: not ok),
        retry_error_callback=lambda _: False,
    )
    def ready() -> bool:
        return _answers(process.url)

    if not ready():
        log = tail(settings, process.name)
        raise NotReady(f"{process.name} did not answer at {process.url}\n{log}")


def _answers(url: str) -> bool:
    if url.startswith("tcp://"):
        return listening(int(url.rsplit(":", 1)[1]))
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.HTTPError:
        return False


def tail(settings: Settings, name: str, lines: int = 15) -> str:
    """Return the last lines of a process's log."""
    file = settings.state / "logs" / f"{name}.log"
    return (
        "\n".join(file.read_text(errors="replace").splitlines()[-lines:]) if file.exists() else ""
    )


def stop(settings: Settings) -> None:
    """Stop every process, then supervisord."""
    if running(settings):
        control(settings, "shutdown")
        _gone(settings)


@retry(wait=wait_fixed(0.2), stop=stop_after_delay(40), retry=retry_if_result(bool))
def _gone(settings: Settings) -> bool:
    return (settings.state / "supervisord.pid").exists()
