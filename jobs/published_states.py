"""Wait until the stream has published athletes' new states (topic posterior.v1)."""

import json
import time
from types import TracebackType
from typing import Any

from infra.settings import Settings
from models.domain.topics import POSTERIOR

PATIENCE_S = 120.0
POLL_S = 0.2


class NotLearnt(RuntimeError):
    """The stream did not publish an athlete's state in time."""


class PublishedStates:
    """A reader of posterior.v1 from now on."""

    def __init__(self, settings: Settings) -> None:
        self._bootstrap = settings.kafka_bootstrap
        self._consumer: Any = None

    def __enter__(self) -> "PublishedStates":
        """Start reading at the end of the topic."""
        from confluent_kafka import Consumer, TopicPartition

        self._consumer = Consumer(
            {"bootstrap.servers": self._bootstrap, "group.id": "live", "enable.auto.commit": False}
        )
        topic = POSTERIOR.name
        known = self._consumer.list_topics(topic, timeout=10).topics[topic].partitions
        ends = []
        for partition in known:
            place = TopicPartition(topic, partition)
            _, end = self._consumer.get_watermark_offsets(place, timeout=10)
            ends.append(TopicPartition(topic, partition, end))
        self._consumer.assign(ends)
        return self

    def wait(self, users: set[str]) -> None:
        """Block until each athlete has at least one new state; raises NotLearnt."""
        waiting, until = set(users), time.monotonic() + PATIENCE_S
        while waiting:
            if time.monotonic() > until:
                raise NotLearnt(f"no new state within {PATIENCE_S:.0f} s for {sorted(waiting)}")
            message = self._consumer.poll(POLL_S)
            if message is not None and message.error() is None:
                waiting.discard(json.loads(message.value())["user_id"])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop reading."""
        self._consumer.close()
