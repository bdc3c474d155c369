"""The bar of an import: megabytes a second, and what was found so far."""

import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from infra.settings import Settings
from jobs.sources.heartbeat import Heartbeat

EVERY_S = 0.5
Say = Callable[..., None]


@contextmanager
def watched(total: int, settings: Settings, say: Say, console: Console) -> Iterator[Heartbeat]:
    """Yield where workers tell how far they are with `total` bytes, and pass it on meanwhile.

    To a bar, where the console is a terminal, and to `say` (`bytes`, `read_bytes`, `records`).
    """
    settings.state.mkdir(parents=True, exist_ok=True)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    words = TextColumn("{task.description}", markup=False)
    ended = threading.Event()
    with (
        tempfile.TemporaryDirectory(dir=settings.state, prefix="reading-") as folder,
        Progress(*columns, words, console=console, disable=not console.is_terminal) as bar,
    ):
        heartbeat = Heartbeat(folder)
        task = bar.add_task("reading", total=total)

        def tell() -> None:
            read, found = summed(heartbeat)
            bar.update(task, completed=read, description=_words(found))
            say("reading", bytes=total, read_bytes=read, records=found)

        def watch() -> None:
            while not ended.wait(EVERY_S):
                tell()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield heartbeat
        finally:
            ended.set()
            watcher.join()
        tell()


def summed(heartbeat: Heartbeat) -> tuple[int, dict[str, int]]:
    """Return the bytes read and the records found of all files together."""
    read, found = 0, Counter[str]()
    for one in heartbeat.heard():
        told: Any = one
        read += told["bytes"]
        found.update(told["found"])
    return read, dict(sorted(found.items()))


def _words(found: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in found.items()) or "reading"
