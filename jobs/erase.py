"""Erase one person from everything that is not the operational database.

`python -m jobs.erase --user-id ID --job ERASURE_ID`. The lake's tables and their old files, the
online store, uploads and the landing folder. No JVM. Running it again erases nothing more.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer

from infra.settings import Settings, settings
from jobs.erasing.files import erase_files
from jobs.erasing.lake import erase_from_lake
from jobs.erasing.online import erase_online
from jobs.facts import emit
from jobs.progress import Progress

Erased = Mapping[str, Mapping[str, int]]
"""Store -> part of it -> how much was erased there."""
PASSES = 6
SETTLE_S = 10.0
"""A message that was on its way when the account was closed has landed by then."""
PLAIN = re.compile(r"[A-Za-z0-9-]{1,64}")


def erase(user_id: str, settings: Settings, wait: Callable[[float], None] = time.sleep) -> Erased:
    """Erase until a pass finds nothing more; raise ValueError for what can be no user_id."""
    if not PLAIN.fullmatch(user_id):
        raise ValueError(f"a user_id holds letters, digits and dashes, got {user_id!r}")
    erased = one_pass(user_id, settings)
    for _ in range(PASSES - 1):
        wait(SETTLE_S)
        more = one_pass(user_id, settings)
        erased = added(erased, more)
        if not total(more):
            return erased
    raise TimeoutError(f"something still writes rows of {user_id}: every pass found new ones")


def one_pass(user_id: str, settings: Settings) -> Erased:
    """Erase what is there now: files first, or the next lake run would read them again."""
    return {
        "files": erase_files(user_id, settings),
        "lake": erase_from_lake(user_id, settings),
        "online_store": erase_online(user_id, settings),
    }


def added(first: Erased, more: Erased) -> Erased:
    """Return the sums of two passes."""
    return {store: dict(_sum(first[store], more[store])) for store in first}


def _sum(first: Mapping[str, int], more: Mapping[str, int]) -> Counter[str]:
    counts = Counter(first)
    # Counter's own + drops zeros, and a place that held nothing belongs in the report too
    counts.update(more)
    return counts


def total(erased: Erased) -> int:
    """Return how much was erased everywhere."""
    return sum(sum(parts.values()) for parts in erased.values())


def main(
    user_id: Annotated[str, typer.Option(help="whom to erase")],
    job: Annotated[str | None, typer.Option(help="id for <state>/jobs/ID.json")] = None,
) -> None:
    """Erase a person and report what was erased where."""
    chosen = settings()
    progress = Progress(job, chosen)
    progress.say("erasing")
    try:
        erased = erase(user_id, chosen)
    except Exception as error:
        progress.say("failed", error=f"{type(error).__name__}: {error}")
        raise
    progress.say("done", finished_at=datetime.now(UTC).isoformat(), erased=erased)
    emit("erase", {"erased": total(erased), "stores": erased}, chosen)


if __name__ == "__main__":
    typer.run(main)
