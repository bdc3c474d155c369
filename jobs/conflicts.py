"""Two writers of one Delta table: who lost the race for a version tries again."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
ATTEMPTS = 8
WAIT_S = 0.5
"""After the first loss; a little more after each."""
SPARKS = "io.delta.exceptions."


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

    java = getattr(error, "java_exception", None)
    if java is not None:
        # Concurrent*, ProtocolChanged (both created the table) and MetadataChanged, nothing else
        return str(java.getClass().getName()).startswith(SPARKS)
    return isinstance(error, CommitFailedError)
