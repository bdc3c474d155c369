import io
import time
from typing import Any

from rich.console import Console

from infra.settings import Settings
from jobs.reading import EVERY_S, watched
from jobs.sources.heartbeat import Heartbeat


def test_a_bar_shows_megabytes_a_second_and_what_was_found(settings: Settings) -> None:
    out, said = io.StringIO(), list[dict[str, Any]]()
    terminal = Console(file=out, force_terminal=True, width=160)

    def say(status: str, **facts: Any) -> None:
        said.append({"status": status, **facts})

    with watched(8_000_000, settings, say, terminal) as heartbeat:
        heartbeat.say(0, 2_000_000, {"apple_health": 1200})
        heartbeat.say(1, 1_000_000, {"apple_health": 300, "hevy": 7})
        time.sleep(3 * EVERY_S)
        heartbeat.say(0, 7_000_000, {"apple_health": 5200})

    first, last = said[0], said[-1]
    assert (first["read_bytes"], first["bytes"]) == (3_000_000, 8_000_000)
    assert last["records"] == {"apple_health": 5500, "hevy": 7}
    assert "MB/s" in out.getvalue()
    assert "apple_health 5,500, hevy 7" in out.getvalue()
    # the workers' folder goes with the import
    assert list(settings.state.iterdir()) == []


def test_a_log_file_gets_no_bar(settings: Settings) -> None:
    out = io.StringIO()
    with watched(10, settings, lambda *_, **__: None, Console(file=out)) as heartbeat:
        heartbeat.say(0, 10, {})

    assert out.getvalue() == ""


def test_a_worker_without_the_folder_says_nothing(settings: Settings) -> None:
    heartbeat = Heartbeat(str(settings.state / "elsewhere"))
    heartbeat.say(0, 1, {"oura": 1})

    assert heartbeat.heard() == []
