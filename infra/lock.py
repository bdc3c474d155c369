"""One process at a time on a folder; the lock goes with its process, also under kill -9."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(RuntimeError):
    """Another process holds the folder."""


@contextmanager
def alone(folder: Path, who: str) -> Iterator[None]:
    """Hold a folder until the end; raises Busy, naming `who`, when somebody else does."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"another {who} works in {folder}: wait for it, or stop it") from error
        yield
