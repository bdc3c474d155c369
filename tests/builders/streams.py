"""A few athletes' messages, as the API puts them on the topics, and the stream on them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from infra.kafka import PRODUCER
from infra.settings import REPO, Settings
from models.domain.codec import to_json
from models.domain.decisions import Decision
from models.domain.events import Feedback, WearableSample
from models.domain.ids import uuid7
from models.domain.topics import DECISIONS, FEEDBACK, WEARABLES, Topic
from models.features.catalogue import FEATURES
from tests.builders.decisions import NOON, closed, decision, said

CONTEXT = [None if i % 5 == 4 else float(i % 7) for i in range(len(FEATURES))]

TOPIC_OF = {Decision: DECISIONS, WearableSample: WEARABLES}


def plans(athletes: int, days: int) -> list[Decision]:
    """Return each athlete's decisions, every third one by the rules: without an embedding."""
    return [_plan(athlete, day) for day in range(days) for athlete in range(athletes)]


def _plan(athlete: int, day: int) -> Decision:
    at = NOON + timedelta(days=day, seconds=athlete)
    by_rules = (athlete + day) % 3 == 2
    return decision(
        decision_id=uuid7(at, 1000 * athlete + day), user_id=f"u{athlete}", decided_at=at,
        context=CONTEXT, action=(athlete + 2 * day) % 12,
        rung="rules" if by_rules else "champion", encoder_version=None if by_rules else "enc-test",
        phi=[] if by_rules else [4096, *(100 * athlete + day + i for i in range(31))],
    )  # fmt: skip


def answers(of: Decision) -> list[Feedback]:
    """Return three reports, the second one changed later, and the close."""
    bits = uuid7(of.decided_at, 0)
    first = [
        said(of, n, done=n != 2, user_id=of.user_id, event_id=f"{of.decision_id}-{n}")
        for n in (1, 2, 3)
    ]
    again = said(
        of, 2, done=True, minutes=90, motivation_after=4, event_id=f"{of.decision_id}-{bits[:8]}"
    )
    return [*first, again, closed(of)]


def produce(bootstrap: str, records: Iterable[Any]) -> int:
    """Put records (or raw text for the feedback topic) on their topics; return how many."""
    from confluent_kafka import Producer

    producer, count = Producer({"bootstrap.servers": bootstrap, **PRODUCER}), 0
    for record in records:
        topic = TOPIC_OF.get(type(record), FEEDBACK)
        value = record if isinstance(record, str) else json.dumps(to_json(record))
        key = "raw" if isinstance(record, str) else record.user_id
        producer.produce(topic.name, key=key, value=value)
        count += 1
    assert producer.flush(30) == 0
    return count


def learn_once(settings: Settings, *arguments: str) -> int:
    """Run `python -m streaming.learn --once` as a process; return how it ended."""
    environment = {
        "FITLOOP_STATE": str(settings.state),
        "FITLOOP_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        "FITLOOP_SPARK_DRIVER_MEMORY": settings.spark_driver_memory,
    }
    command = [sys.executable, "-m", "streaming.learn", "--once", *arguments]
    with (settings.state / "stream.log").open("ab") as log:
        return subprocess.run(
            command, env=os.environ | environment, cwd=REPO, stdout=log, stderr=log, check=False
        ).returncode


def consumed(bootstrap: str, topic: Topic) -> list[dict[str, Any]]:
    """Return all messages of a topic."""
    from confluent_kafka import Consumer, TopicPartition

    reader = Consumer({"bootstrap.servers": bootstrap, "group.id": "tests"})
    try:
        parts = reader.list_topics(topic.name, timeout=10).topics[topic.name].partitions
        places = [TopicPartition(topic.name, part, 0) for part in parts]
        count = sum(reader.get_watermark_offsets(one, timeout=10)[1] for one in places)
        reader.assign(places)
        return [json.loads(one.value()) for one in reader.consume(count, timeout=30)]
    finally:
        reader.close()
