"""A single-node Kafka (KRaft) on loopback: configuration, formatting, command."""

import subprocess
from pathlib import Path

CLUSTER_ID = "Zml0bG9vcC1sb2NhbC1rZg"
CONFIG = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={folder}/data
num.partitions=2
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=true
log.retention.ms=7776000000
"""

PRODUCER = {"enable.idempotence": True, "log_level": 2}
"""What every producer of ours sets; each tells by itself, once, of a broker that is away, and
librdkafka would every second."""


def prepare(folder: Path, jars: Path, ports: tuple[int, int]) -> list[str]:
    """Write the broker's configuration, format its storage once, return its command.

    `ports` = (clients, controller). A folder formatted for other ports keeps its data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "server.properties"
    config.write_text(CONFIG.format(port=ports[0], controller=ports[1], folder=folder))
    java = ["java", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{jars}/kafka/*"]
    if not (folder / "data" / "meta.properties").exists():
        subprocess.run(  # the controller's addresses live in the configuration, not in the data
            [*java, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(config)],
            check=True,
            capture_output=True,
        )
    return [java[0], "-Xmx512m", "-XX:+UseSerialGC", *java[1:], "kafka.Kafka", str(config)]
