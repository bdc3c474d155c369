"""One demo at a time: a second one would delete what the first one works on."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(RuntimeError):
    """Another demo holds the state folder."""


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold the state folder until the end; raises Busy when somebody else does."""
    state.parent.mkdir(parents=True, exist_ok=True)
    with state.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"another demo runs in {state}: wait for it, or stop it") from error
        yield
