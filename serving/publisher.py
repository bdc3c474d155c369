"""Kafka as the outbox sees it: give messages in order, learn how many from the first on went."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from infra.kafka import PRODUCER
from serving.db.outbox import OutboxMessage

DELIVERY_MS = 5000


class Publisher(Protocol):
    """Where messages go: Kafka, or a list in tests."""

    def publish(self, messages: Sequence[OutboxMessage]) -> int:
        """Send the messages in order; return how many from the first on were taken."""
        ...


class Kafka:
    """An idempotent producer that is made anew after a failure."""

    def __init__(self, bootstrap: str, *, delivery_ms: int = DELIVERY_MS) -> None:
        self._bootstrap = bootstrap
        self._delivery_ms = delivery_ms
        self._producer: Any = None

    def publish(self, messages: Sequence[OutboxMessage]) -> int:
        """Send the messages; return the length of the delivered prefix."""
        delivered: set[int] = set()
        producer = self._connected()
        for place, message in enumerate(messages):
            key, value = message.key.encode(), message.value.encode()
            noted = _noting(delivered, place)
            producer.produce(message.topic, key=key, value=value, on_delivery=noted)
        producer.flush(self._delivery_ms / 1000 + 1)
        if len(delivered) < len(messages):
            # its own late retries could overtake ours
            producer.purge()
            self._producer = None
        return next((i for i in range(len(messages)) if i not in delivered), len(messages))

    def _connected(self) -> Any:
        if self._producer is None:
            from confluent_kafka import Producer

            self._producer = Producer(
                {
                    "bootstrap.servers": self._bootstrap,
                    **PRODUCER,
                    "linger.ms": 5,
                    "delivery.timeout.ms": self._delivery_ms,
                }
            )
        return self._producer


def _noting(delivered: set[int], place: int) -> Callable[[Any, Any], None]:
    def note(error: Any, _message: Any) -> None:
        if error is None:
            delivered.add(place)

    return note
