"""What the stream tells others through Kafka: published states, and what it refused."""

import json
from typing import Any

from infra.kafka import PRODUCER
from models.domain.codec import to_json
from models.domain.topics import Topic

PATIENCE_S = 30.0


class NotDelivered(RuntimeError):
    """The broker did not take a message: the batch is not done."""


class Broker:
    """A producer whose `flush` means delivered."""

    def __init__(self, bootstrap: str) -> None:
        from confluent_kafka import Producer

        self._producer: Any = Producer({"bootstrap.servers": bootstrap, **PRODUCER})
        self._failures: list[str] = []

    def send(self, topic: Topic, key: str, record: Any) -> None:
        """Queue one record."""
        value = json.dumps(to_json(record)).encode()
        self._producer.produce(topic.name, key=key, value=value, on_delivery=self._delivered)
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait until every record is delivered; raises NotDelivered otherwise."""
        left = self._producer.flush(PATIENCE_S)
        failures, self._failures = self._failures, []
        if left or failures:
            raise NotDelivered(f"{left} messages wait; failed: {failures[:3]}")

    def _delivered(self, error: Any, _message: Any) -> None:
        if error is not None:
            self._failures.append(str(error))
