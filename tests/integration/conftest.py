"""A real single-node Kafka on free ports, stopped by its own pid."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import kafka, ports
from infra.settings import REPO, Settings
from jobs.topics import create
from tests.builders.processes import command_running, until


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a broker and return its address; its topics are the tests' to make."""
    folder = tmp_path_factory.mktemp("kafka")
    chosen = ports.choose(folder)
    command = kafka.prepare(
        folder, REPO / "infra" / "jars", (chosen["kafka"], chosen["kafka_controller"])
    )
    with command_running(command, folder / "kafka.log") as child:
        until(lambda: ports.listening(chosen["kafka"]), child)
        yield f"127.0.0.1:{chosen['kafka']}"


@pytest.fixture
def streamed(settings: Settings, own_broker: str) -> Settings:
    """Return settings whose stream has a broker, a published policy and an online store."""
    from jobs.materialize import apply
    from tests.builders.bundles import publish_random_policy

    chosen = settings.model_copy(update={"kafka_bootstrap": own_broker})
    create(chosen.kafka_bootstrap)
    publish_random_policy(chosen.published)
    apply(chosen)
    return chosen


@pytest.fixture
def own_broker(broker: str) -> Iterator[str]:
    """Empty the broker after a test: every test begins with no topics."""
    yield broker
    _drop_topics(broker)


def _drop_topics(bootstrap: str) -> None:
    from confluent_kafka.admin import AdminClient

    admin = AdminClient({"bootstrap.servers": bootstrap})
    names = [name for name in admin.list_topics(timeout=10).topics if not name.startswith("__")]
    for future in admin.delete_topics(names).values() if names else ():
        future.result(30)
    while set(names) & set(admin.list_topics(timeout=10).topics):
        pass


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.integration)
