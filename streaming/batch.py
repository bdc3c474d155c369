"""One micro-batch, in this order, each step idempotent: bronze, updates, states."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from infra.settings import Settings
from models.domain.decisions import Decision
from models.domain.events import Feedback, PosteriorPublished
from models.domain.ids import decided_day
from models.domain.rows import EventRecord
from models.domain.tables import EVENTS, POSTERIOR_UPDATES, QUARANTINE
from models.domain.topics import DEAD_LETTERS, POSTERIOR
from models.policy.state import AthleteState, epoch_day, state_of
from streaming import log as delta
from streaming.arm import BanditArm
from streaming.broker import Broker
from streaming.champion import Champion, Pooled
from streaming.crash import CrashPoint
from streaming.guard import query_id
from streaming.live import LiveBodies
from streaming.messages import Refused, read
from streaming.states import StatePublisher
from streaming.updates import Held, Key, Learner, Learnt, learn

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

log = structlog.get_logger()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Batches:
    """Applies the batches of one query."""

    def __init__(self, settings: Settings, crash: CrashPoint) -> None:
        self._settings, self._crash = settings, crash
        self._champion, self._arm = Champion(settings.published), BanditArm(settings.published)
        self._states = StatePublisher(settings)
        self._broker = Broker(settings.kafka_bootstrap)
        self._bodies = LiveBodies(settings)
        self._landed: Mapping[tuple[str, int], int] = delta.landed(settings)
        self._caught_up: frozenset[Key] = frozenset()

    def __call__(self, frame: "DataFrame", batch_id: int) -> None:
        """Apply one batch; every step that was done before changes nothing."""
        began = time.monotonic()
        events = [event_of(row) for row in frame.collect()]
        transaction = delta.Transaction(self._app_id(), batch_id)
        records, refused = read(events)
        self._land(events, refused, transaction)
        served = [one for one in (self._champion.now(), self._arm.now()) if one is not None]
        learnts = self._learn(records, [one.learner for one in served], transaction)
        for learnt, one in zip(learnts, served, strict=True):
            self._publish(learnt, one)
        self._bodies.refresh(records)
        learnt = learnts[0]
        self._tell(refused)
        log.info(
            "batch",
            batch=batch_id,
            rows=len(events),
            applied=sum(row.sign != 0 for row in learnt.rows),
            waiting=len(learnt.waiting),
            by_arm=sum(row.sign != 0 for other in learnts[1:] for row in other.rows),
            rejected=len(refused),
            published=len(learnt.athletes),
            seconds=round(time.monotonic() - began, 2),
        )

    def _app_id(self) -> str:
        app_id = query_id(Path(self._settings.checkpoint))
        if app_id is None:
            raise RuntimeError(f"no query id in {self._settings.checkpoint}")
        return app_id

    def _land(
        self, events: Sequence[EventRecord], refused: Sequence[Refused], by: delta.Transaction
    ) -> None:
        """Append what bronze does not hold: a query with a new id reads everything again."""
        rows = [one.row() for one in refused if self._is_new(one.event)]
        # refused rows first: bronze is what says that a message was seen to
        delta.append(rows, QUARANTINE, self._settings, by)
        new = [event for event in events if self._is_new(event)]
        delta.append(new, EVENTS, self._settings, by)

    def _is_new(self, event: EventRecord) -> bool:
        return event.offset > self._landed.get((event.topic, event.partition), -1)

    def _learn(
        self, records: Sequence[Any], learners: Sequence[Learner], by: delta.Transaction
    ) -> list[Learnt]:
        """Append the rows of a batch, and of what a learner has missed so far; pooled first."""
        behind = [one for one in learners if one.key not in self._caught_up]
        for one in behind:
            self._states.forget(one.name)
        missed = [record for one in behind for record in self._missed(one)]
        told = [one for one in [*missed, *records] if isinstance(one, Decision | Feedback)]
        pooled = self._held(told, learners[0])
        learnts = [learn(told, pooled, learners[0])]
        for arm in learners[1:]:
            learnts.append(learn(told, self._held(told, arm).with_waiting(pooled), arm))
        # one commit for all: a second one under the same transaction would be skipped
        rows = [row for one in learnts for row in one.rows]
        self._crash.at("before_commit", rows)
        written = delta.append(rows, POSTERIOR_UPDATES, self._settings, by)
        self._crash.at("after_commit", rows)
        # a batch done again for a learner that is named only now: it catches up with the next
        self._caught_up = frozenset(one.key for one in learners if written)
        return learnts

    def _missed(self, learner: Learner) -> list[Any]:
        """Return what landed before this learner was named, or while no stream ran for it."""
        return read(delta.unlearnt(self._settings, learner.name))[0]

    def _held(self, records: Sequence[Decision | Feedback], learner: Learner) -> Held:
        ids = {record.decision_id for record in records}
        days = {decided_day(one) for one in ids}
        return Held.of(delta.chains(self._settings, ids, days, learner.name) if ids else [])

    def _publish(self, learnt: Learnt, pooled: Pooled) -> None:
        """Publish the batch's athletes, absolute: a batch done twice changes nothing."""
        if not learnt.athletes:
            return
        learner, states = pooled.learner.name, self._absolute(learnt, pooled)
        for user, version in self._states.publish(learner, states).items():
            told = PosteriorPublished(
                user_id=user,
                learner=learner,
                athlete_state_version=version,
                state_day=states[user].day,
                published_at=datetime.now(UTC),
            )
            self._broker.send(POSTERIOR, user, told)
        self._broker.flush()

    def _absolute(self, learnt: Learnt, pooled: Pooled) -> dict[str, AthleteState]:
        """Return each touched athlete's state from all their rows, as of their last decision."""
        rows = delta.of_athletes(self._settings, learnt.athletes, pooled.learner.name)
        states: dict[str, AthleteState] = {}
        for user, last in learnt.athletes.items():
            own = [row for row in rows if row.user_id == user]
            day = max(epoch_day(one) for one in [last, *(row.event_day for row in own)])
            states[user] = state_of(own, day, pooled.gamma)
        return states

    def _tell(self, refused: Sequence[Refused]) -> None:
        for one in refused:
            at = {"topic": one.event.topic, "offset": one.event.offset}
            log.warning("refused", reason=one.reason, detail=one.detail, **at)
            self._broker.send(DEAD_LETTERS, one.event.topic, one.letter())
        self._broker.flush()


def event_of(row: Any) -> EventRecord:
    """Return one message as bronze keeps it."""
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
