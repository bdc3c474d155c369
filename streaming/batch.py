"""One micro-batch, in this order, each step idempotent: bronze, updates, states."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from infra.settings import Settings
from models.domain.codec import to_json
from models.domain.decisions import Decision
from models.domain.events import DeadLetter, Feedback, PosteriorPublished
from models.domain.ids import decided_day
from models.domain.rows import EventRecord
from models.domain.tables import EVENTS, POSTERIOR_UPDATES
from models.domain.topics import DEAD_LETTERS, POSTERIOR
from models.policy.bundle import load_policy, load_population, read_current
from models.policy.state import AthleteState, epoch_day, state_of
from streaming import log as delta
from streaming.crash import CrashPoint
from streaming.guard import committed, query_id
from streaming.messages import Refused, read
from streaming.states import StatePublisher
from streaming.updates import Held, Learner, updates

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

log = structlog.get_logger()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Learning = Decision | Feedback


@dataclass(frozen=True, slots=True)
class Pooled:
    """The learner that decides now, and how fast it forgets."""

    learner: Learner
    gamma: float


class Batches:
    """Applies the batches of one query."""

    def __init__(
        self, spark: "SparkSession", settings: Settings, checkpoint: "Path", crash: CrashPoint
    ) -> None:
        from confluent_kafka import Producer

        self._spark, self._settings, self._checkpoint = spark, settings, checkpoint
        self._crash = crash
        self._states = StatePublisher(settings)
        self._producer: Any = Producer(
            {"bootstrap.servers": settings.kafka_bootstrap, "enable.idempotence": True}
        )
        self._pooled: tuple[tuple[str, str], Pooled] | None = None
        self._landed: set[tuple[str, int, int]] | None = None

    def __call__(self, frame: "DataFrame", batch_id: int) -> None:
        """Apply one batch."""
        began = time.monotonic()
        events = [_event(row) for row in frame.collect()]
        transaction = delta.Transaction(self._app_id(), batch_id)
        new = self._unseen(events, transaction)
        delta.append(self._spark, new, EVENTS, self._settings, transaction)
        accepted, refused = read(new)
        learning = [one.record for one in accepted if isinstance(one.record, Decision | Feedback)]
        rows = self._learn(learning, transaction)
        self._publish(learning)
        self._refuse(refused)
        seconds = round(time.monotonic() - began, 2)
        counts = {"messages": len(events), "updates": rows, "refused": len(refused)}
        log.info("batch", batch=batch_id, seconds=seconds, **counts)

    def _app_id(self) -> str:
        app_id = query_id(self._checkpoint)
        if app_id is None:
            raise RuntimeError(f"no query id in {self._checkpoint}")
        return app_id

    def _unseen(
        self, events: list[EventRecord], transaction: delta.Transaction
    ) -> list[EventRecord]:
        """Drop what another query has landed: only in the first run of a new query id."""
        if self._landed is None:
            known = committed(EVENTS, self._settings, transaction.app_id) is not None
            self._landed = set() if known else delta.landed_offsets(self._settings)
        held = self._landed
        return [e for e in events if (e.topic, e.partition, e.offset) not in held]

    def _learn(self, records: list[Learning], transaction: delta.Transaction) -> int:
        pooled = self._current()
        held = self._held(records, pooled.learner)
        rows = updates(records, held, pooled.learner)
        self._crash.at("before_commit", rows)
        delta.append(self._spark, rows, POSTERIOR_UPDATES, self._settings, transaction)
        self._crash.at("after_commit", rows)
        return len(rows)

    def _held(self, records: list[Learning], learner: Learner) -> Held:
        ids = {record.decision_id for record in records}
        days = {decided_day(one) for one in ids}
        return Held.of(delta.chains(self._settings, ids, days, learner.name) if ids else [])

    def _publish(self, records: list[Learning]) -> None:
        """Publish every athlete of the batch, absolute: a repeated batch changes nothing."""
        users = sorted({record.user_id for record in records})
        if not users:
            return
        pooled = self._current()
        rows = delta.of_athletes(self._settings, users, pooled.learner.name)
        states: dict[str, AthleteState] = {}
        for user in users:
            own = [row for row in rows if row.user_id == user]
            day = max((epoch_day(row.event_day) for row in own), default=0)
            states[user] = state_of(own, day, pooled.gamma)
        versions = self._states.publish(pooled.learner.name, states)
        for user, version in versions.items():
            told = PosteriorPublished(
                user_id=user,
                learner=pooled.learner.name,
                athlete_state_version=version,
                state_day=states[user].day,
                published_at=datetime.now(UTC),
            )
            self._produce(POSTERIOR.name, user, told)
        self._producer.flush(10)

    def _current(self) -> Pooled:
        """Return the learner of CURRENT, loaded once per version."""
        current = read_current(self._settings.published)
        if current is None:
            raise RuntimeError("CURRENT is gone: a promoted policy must stay published")
        key = (current.policy_version, current.population_version)
        if self._pooled is None or self._pooled[0] != key:
            policy = load_policy(self._settings.published, key[0])
            gamma = load_population(self._settings.published, key[1]).hyper.gamma
            self._pooled = (key, Pooled(Learner(policy.encoder, current.learner), gamma))
        return self._pooled[1]

    def _refuse(self, refused: list[Refused]) -> None:
        for one in refused:
            event = one.event
            letter = DeadLetter(
                topic=event.topic,
                partition=event.partition,
                offset=event.offset,
                reason=one.reason,
                detail=one.detail,
                payload=event.value,
                recorded_at=event.broker_ts,
            )
            self._produce(DEAD_LETTERS.name, event.topic, letter)
            log.warning("refused", topic=event.topic, offset=event.offset, reason=one.reason)
        if refused:
            self._producer.flush(10)

    def _produce(self, topic: str, key: str, record: Any) -> None:
        self._producer.produce(topic, key=key, value=json.dumps(to_json(record)).encode())


def _event(row: Any) -> EventRecord:
    at = EPOCH + timedelta(microseconds=row.at_us)
    return EventRecord(
        topic=row.topic,
        partition=row.partition,
        offset=row.offset,
        key=row.key,
        value=row.value or "",
        broker_ts=at,
        date=at.date(),
    )
