"""The Kafka topics: name, key, record, partitions, retention. Every key is the athlete."""

from dataclasses import dataclass
from typing import Any

from models.domain.decisions import Decision
from models.domain.events import (
    AthleteEvent,
    CheckinEvent,
    DeadLetter,
    Feedback,
    PosteriorPublished,
    WearableSample,
)

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic and the record it carries, as JSON."""

    name: str
    record: type[Any]
    key: str = "user_id"
    partitions: int = 2
    retention_ms: int = 90 * DAY_MS


DECISIONS = Topic("decisions.v1", Decision)
FEEDBACK = Topic("feedback.v1", Feedback)
ATHLETE_EVENTS = Topic("athlete-events.v1", AthleteEvent)
CHECKINS = Topic("checkins.v1", CheckinEvent)
WEARABLES = Topic("wearables.v1", WearableSample)
POSTERIOR = Topic("posterior.v1", PosteriorPublished, retention_ms=7 * DAY_MS)
DEAD_LETTERS = Topic("dead-letters.v1", DeadLetter, key="topic", partitions=1)

TOPICS = (DECISIONS, FEEDBACK, ATHLETE_EVENTS, CHECKINS, WEARABLES, POSTERIOR, DEAD_LETTERS)
INGESTED = (DECISIONS, FEEDBACK, ATHLETE_EVENTS, CHECKINS, WEARABLES)
"""What the streaming query reads, and what history files may hold."""


def history_file(topic: Topic) -> str:
    """Return the name of a topic's history file under `events/`: `decisions.jsonl.gz`."""
    return topic.name.removesuffix(".v1") + ".jsonl.gz"
