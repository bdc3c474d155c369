"""Two writers of one Delta table: who lost the race for a version tries again."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
ATTEMPTS = 8
WAIT_S = 0.5
"""After the first loss; a little more after each."""
SPARKS = ("io.delta.exceptions.", "delta.exceptions.")


def retried(write: Callable[[], T]) -> T:
    """Run one commit, by Spark or delta-rs, until no other was faster; then raise its error.

    Only for what may be repeated: a commit is there as a whole or not at all.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return write()
        except Exception as error:
            if not lost(error):
                raise
            time.sleep(WAIT_S * attempt)
    return write()


def lost(error: Exception) -> bool:
    """Say whether an error means that another writer was faster."""
    from deltalake.exceptions import CommitFailedError

    # Concurrent*, ProtocolChanged (both created the table), MetadataChanged: Java's own, or
    # Python's once somebody has imported delta.exceptions, which changes how errors come over
    java = getattr(error, "java_exception", None)
    name = type(error).__module__ if java is None else str(java.getClass().getName())
    return name.startswith(SPARKS) or isinstance(error, CommitFailedError)
