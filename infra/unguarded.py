"""Feast imported as written: typeguard rewrites it at every import, which is half the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typeguard


@contextmanager
def unguarded() -> Iterator[None]:
    """Let `typeguard.typechecked` leave classes alone; to be held while feast is first imported.

    It parses, rewrites and compiles the source of nineteen of feast's classes in each process that
    imports them: 5.5 of 10.8 s (decision 0018). What it would check at run time, the arguments of
    our few definitions, the tests of feature_repo check once.
    """
    rewriting = typeguard.typechecked
    typeguard.typechecked = _as_written
    try:
        yield
    finally:
        typeguard.typechecked = rewriting


def _as_written(target: Any = None, **_: Any) -> Any:
    return target if target is not None else _as_written
