"""Create the Kafka topics with their partitions and retention; twice changes nothing."""

import typer

from infra.settings import settings
from jobs.facts import emit
from models.domain.topics import TOPICS

TIMEOUT_S = 30.0


def create(bootstrap: str) -> list[str]:
    """Create what is missing and return the names of the new topics."""
    from confluent_kafka.admin import AdminClient, NewTopic

    admin = AdminClient({"bootstrap.servers": bootstrap})
    held = admin.list_topics(timeout=TIMEOUT_S).topics
    new = [
        NewTopic(t.name, t.partitions, 1, config={"retention.ms": str(t.retention_ms)})
        for t in TOPICS
        if t.name not in held
    ]
    for future in admin.create_topics(new).values() if new else ():
        future.result(TIMEOUT_S)
    return [t.topic for t in new]


def main() -> None:
    """Create the topics."""
    chosen = settings()
    emit("topics", {"created": create(chosen.kafka_bootstrap)}, chosen)


if __name__ == "__main__":
    typer.run(main)
