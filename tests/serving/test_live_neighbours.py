"""The API's real neighbours on loopback: TorchServe answers like the process, Kafka takes all."""

import dataclasses
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from infra import kafka
from infra.settings import Settings
from models.policy.bundle import Current
from models.policy.decide import decide
from serving.db.engine import Database
from serving.db.outbox import OutboxMessage
from serving.migrate import migrate
from serving.policy_server import PolicyServer, Unavailable
from serving.published import Published
from serving.publisher import Kafka
from serving.relay import Relay, Undelivered
from tests.builders.bundles import publish_random_policy
from tests.builders.processes import command_running, running, settings_of, until
from tests.builders.requests import request_for

pytestmark = pytest.mark.integration


@dataclasses.dataclass(frozen=True)
class Served:
    """A TorchServe that holds one published policy."""

    settings: Settings
    current: Current
    server: PolicyServer


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = settings_of(tmp_path_factory.mktemp("torchserve"))
    current = publish_random_policy(settings.published)
    key_file = settings.state / "torchserve" / "key_file.json"
    with ExitStack() as stack:
        child = stack.enter_context(running("infra.torchserve", settings))
        server = PolicyServer(settings.torchserve_url, key_file, deadline_s=5.0)
        stack.callback(server.close)
        until(lambda: bool(server.decide(request_for(current))), child, (Unavailable,))
        yield Served(settings, current, server)


def test_torchserve_answers_bit_for_bit_as_the_process(served: Served) -> None:
    bundle = Published(served.settings.published).bundle(served.current)
    requests = [request_for(served.current, seed) for seed in range(20)]

    assert [served.server.decide(r) for r in requests] == [decide(r, bundle) for r in requests]


def test_torchserve_names_a_version_it_cannot_find(served: Served) -> None:
    request = dataclasses.replace(request_for(served.current), population_version="pop-none")

    with pytest.raises(Unavailable, match=r"(?s)409 .*unknown version"):
        served.server.decide(request)


def test_a_stale_key_is_read_again(served: Served) -> None:
    served.server._key = "stale"

    assert served.server.decide(request_for(served.current)).policy_version == "policy-test"


def test_the_deadline_is_total(served: Served) -> None:
    key_file = served.settings.state / "torchserve" / "key_file.json"
    hasty = PolicyServer(served.settings.torchserve_url, key_file, deadline_s=0.0001)
    start = time.perf_counter()

    with pytest.raises(Unavailable, match="Time"):
        hasty.decide(request_for(served.current))

    assert time.perf_counter() - start < 0.5
    hasty.close()


def test_a_real_broker_gets_what_waited_in_order(tmp_path: Path) -> None:
    from confluent_kafka import Consumer

    settings = settings_of(tmp_path)
    ports = settings.ports()
    address = f"127.0.0.1:{ports['kafka']}"
    database = Database(settings.database_url)
    migrate(database)
    with database.write() as session:
        for n in range(300):
            message = OutboxMessage(topic="feedback.v1", key=f"athlete-{n % 3}", value=str(n))
            session.add(message)
    with pytest.raises(Undelivered):
        Relay(database, Kafka(address, delivery_ms=300), holder="relay").once()
    relay = Relay(database, Kafka(address), holder="relay")
    command = kafka.prepare(
        tmp_path / "kafka", Settings().jars, (ports["kafka"], ports["kafka_controller"])
    )
    with command_running(command, tmp_path / "kafka.log") as broker:
        until(lambda: relay.drain() >= 0, broker, (Undelivered,))
        client = Consumer(
            {"bootstrap.servers": address, "group.id": "test", "auto.offset.reset": "earliest"}
        )
        client.subscribe(["feedback.v1"])
        taken = client.consume(300, timeout=20)
        client.close()

    by_key: dict[bytes, list[int]] = {}
    for one in taken:
        by_key.setdefault(one.key(), []).append(json.loads(one.value()))
    assert sum(map(len, by_key.values())) == 300
    assert all(values == sorted(values) for values in by_key.values())
