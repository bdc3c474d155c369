"""Wait until the stream has landed and learnt everything that stands on the topics."""

import time
from typing import Any

import typer

from infra.settings import Settings, settings
from jobs.facts import emit
from jobs.records import read_columns
from models.domain.tables import EVENTS, POSTERIOR_UPDATES
from models.domain.topics import DEAD_LETTERS, INGESTED

PATIENCE_S = 180.0
POLL_S = 1.0


class NotSettled(RuntimeError):
    """The stream is still behind; the message says by how much."""


def ends(bootstrap: str, topics: list[str]) -> dict[tuple[str, int], int]:
    """Return the end offset of each (topic, partition)."""
    from confluent_kafka import Consumer, TopicPartition

    reader = Consumer({"bootstrap.servers": bootstrap, "group.id": "settled"})
    try:
        known = reader.list_topics(timeout=10).topics
        places = [(t, p) for t in topics if t in known for p in known[t].partitions]
        return {
            (t, p): reader.get_watermark_offsets(TopicPartition(t, p), timeout=10)[1]
            for t, p in places
        }
    finally:
        reader.close()


def landed(settings: Settings) -> dict[tuple[str, int], int]:
    """Return how far bronze.events has come: the next offset of each (topic, partition)."""
    held = read_columns(EVENTS, settings, columns=["topic", "partition", "offset"])
    rows = zip(*(held[name].to_pylist() for name in held.column_names), strict=True)
    reached: dict[tuple[str, int], int] = {}
    for topic, partition, offset in rows:
        key = (topic, partition)
        reached[key] = max(reached.get(key, 0), offset + 1)
    return reached


def settle(settings: Settings) -> dict[str, Any]:
    """Block until bronze holds every message and nothing more is learnt; return counts."""
    until = time.monotonic() + PATIENCE_S
    wanted = ends(settings.kafka_bootstrap, [t.name for t in INGESTED])
    while True:
        reached = landed(settings)
        behind = {key: end - reached.get(key, 0) for key, end in wanted.items()}
        left = {key: n for key, n in behind.items() if n > 0}
        if not left:
            break
        if time.monotonic() > until:
            raise NotSettled(f"messages not landed after {PATIENCE_S:.0f} s: {left}")
        time.sleep(POLL_S)
    return {
        "events": sum(wanted.values()),
        "rows": _learnt(settings, until),
        "dead_letters": sum(ends(settings.kafka_bootstrap, [DEAD_LETTERS.name]).values()),
    }


def _learnt(settings: Settings, until: float) -> int:
    """Return the number of posterior updates once it no longer grows."""
    before = -1
    while time.monotonic() < until:
        rows = int(read_columns(POSTERIOR_UPDATES, settings, columns=["event_id"]).num_rows)
        if rows == before:
            return rows
        before = rows
        time.sleep(3 * POLL_S)
    raise NotSettled("posterior_updates still grows")


def main() -> None:
    """Wait."""
    chosen = settings()
    emit("settled", settle(chosen), chosen)


if __name__ == "__main__":
    typer.run(main)
