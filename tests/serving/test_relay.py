"""The outbox reaches the broker in order, whatever the broker does."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from serving.db.engine import Database
from serving.db.outbox import OutboxMessage
from serving.migrate import migrate
from serving.publisher import Kafka
from serving.relay import Relay, RelayThread, Undelivered


@dataclass
class Broker:
    """A broker that takes `room` messages at a time, then refuses."""

    room: int = 1000
    taken: list[str] = field(default_factory=list)

    def publish(self, messages: Sequence[OutboxMessage]) -> int:
        took = list(messages)[: self.room]
        self.taken += [message.value for message in took]
        return len(took)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'outbox.db'}")
    migrate(made)
    return made


def fill(database: Database, count: int) -> list[str]:
    with database.write() as session:
        for n in range(count):
            session.add(OutboxMessage(topic="feedback.v1", key="athlete", value=str(n)))
    return [str(n) for n in range(count)]


def waiting(database: Database) -> int:
    with database.read() as session:
        query = select(func.count()).where(OutboxMessage.published_at.is_(None))
        return session.execute(query).scalar_one()


def test_messages_go_in_the_order_in_which_they_were_written(database: Database) -> None:
    written = fill(database, 1200)
    broker = Broker()

    moved = Relay(database, broker).drain()

    assert (moved, broker.taken, waiting(database)) == (1200, written, 0)


def test_a_broker_that_stops_halfway_gets_the_rest_later(database: Database) -> None:
    written = fill(database, 10)
    broker = Broker(room=4)
    relay = Relay(database, broker)

    with pytest.raises(Undelivered, match="6 of 10"):
        relay.once()
    broker.room = 1000
    relay.drain()

    assert broker.taken == written


def test_a_second_relay_waits_for_the_lease(database: Database) -> None:
    fill(database, 3)
    first, second = Relay(database, Broker()), Relay(database, Broker())
    first.once()
    fill(database, 2)

    assert second.once() == 0
    first.release()
    assert second.once() == 2


def test_without_a_broker_nothing_is_lost(database: Database) -> None:
    fill(database, 3)
    logging.getLogger("librdkafka").setLevel(logging.CRITICAL)
    nobody = Relay(database, Kafka("127.0.0.1:1", delivery_ms=300))

    with pytest.raises(Undelivered, match="3 of 3"):
        nobody.once()

    assert waiting(database) == 3


def test_the_thread_moves_what_it_is_woken_for(database: Database) -> None:
    broker = Broker()
    thread = RelayThread(Relay(database, broker))
    written = fill(database, 5)
    thread.start()
    thread.wake()
    deadline = time.monotonic() + 5
    while waiting(database) and time.monotonic() < deadline:
        time.sleep(0.01)
    thread.stop()

    assert broker.taken == written
