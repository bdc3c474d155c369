"""Carry the outbox to Kafka, in order and at least once: `python -m serving.relay`.

The API runs this as a background thread. Consumers drop a repeated message by its id, so a
message may be sent twice (a crash between delivery and our note of it) but is never lost, and
no message of an athlete overtakes an earlier one.
"""

import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
import typer
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from infra.logs import log_to_stderr
from infra.settings import settings
from serving.db.engine import Database
from serving.db.outbox import OutboxMessage, RelayLease
from serving.publisher import DELIVERY_MS, Kafka, Publisher

log = structlog.get_logger(__name__)

BATCH = 500
POLL_S = 0.5
BACKOFF_S = 2.0
LEASE_S = 12.0
"""Longer than one attempt at an absent broker."""


class Undelivered(RuntimeError):
    """The broker took fewer messages than it was given; the rest stay in the outbox."""


@dataclass
class Relay:
    """Move the outbox's waiting messages to a publisher, one relay at a time."""

    database: Database
    publisher: Publisher
    holder: str = field(default_factory=lambda: str(uuid.uuid4()))

    def once(self) -> int:
        """Publish one batch; return how many messages went; raise Undelivered if some stayed."""
        if not self._leased():
            return 0
        with self.database.read() as session:
            waiting = session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.published_at.is_(None))
                .order_by(OutboxMessage.id)
                .limit(BATCH)
            ).all()
        if not waiting:
            return 0
        taken = self.publisher.publish(waiting)
        self._note([message.id for message in waiting[:taken]])
        if taken < len(waiting):
            raise Undelivered(f"{len(waiting) - taken} of {len(waiting)} messages wait")
        return taken

    def drain(self) -> int:
        """Publish until nothing waits; return how many messages went."""
        total = 0
        while moved := self.once():
            total += moved
        return total

    def _note(self, ids: list[int]) -> None:
        if not ids:
            return
        with self.database.write() as session:
            now = datetime.now(UTC)
            within = OutboxMessage.id.in_(ids)
            session.execute(update(OutboxMessage).where(within).values(published_at=now))

    def _leased(self) -> bool:
        now = time.time()
        with self.database.read() as session:
            lease = session.get(RelayLease, 1)
        if lease and lease.holder == self.holder and lease.until > now + LEASE_S / 2:
            return True
        free = (RelayLease.holder == self.holder) | (RelayLease.until < now)
        with self.database.write() as session:
            if session.get(RelayLease, 1) is None:
                session.add(RelayLease(id=1, holder=self.holder, until=now + LEASE_S))
                return True
            taken = session.execute(
                update(RelayLease)
                .where(RelayLease.id == 1, free)
                .values(holder=self.holder, until=now + LEASE_S)
            )
            return bool(taken.rowcount)  # type: ignore[attr-defined]

    def release(self) -> None:
        """Give the lease back, so that the next relay need not wait for its end."""
        mine = RelayLease.holder == self.holder
        with self.database.write() as session:
            session.execute(update(RelayLease).where(mine).values(until=0.0))


class RelayThread:
    """Run a relay in the background; `wake` is called after each commit with messages."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._work = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name="outbox-relay", daemon=True)

    def start(self) -> None:
        """Begin relaying."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be messages."""
        self._work.set()

    def stop(self) -> None:
        """Finish the batch in hand and stop."""
        self._stop.set()
        self._work.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2 * DELIVERY_MS / 1000)

    def run(self) -> None:
        """Relay until stopped; whatever goes wrong, the messages wait in the outbox."""
        while not self._stop.is_set():
            self._work.wait(POLL_S)
            self._work.clear()
            self._attempt()
        self._quit()

    def _attempt(self) -> None:
        try:
            self._relay.drain()
        except (Undelivered, DBAPIError) as error:
            log.warning("relay_waits", error=str(error))
            self._stop.wait(BACKOFF_S)
        except Exception:  # the edge of a thread: log, and try again
            log.exception("relay_failed")
            self._stop.wait(BACKOFF_S)

    def _quit(self) -> None:
        try:
            self._relay.release()
        except DBAPIError as error:
            log.warning("lease_kept", error=str(error))


def main() -> None:
    """Run the command."""
    typer.run(_relay)


def _relay(*, once: bool = False) -> None:
    log_to_stderr()
    chosen = settings()
    if not chosen.kafka_bootstrap:
        raise typer.BadParameter("FITLOOP_KAFKA_BOOTSTRAP is not set and no local broker is up")
    relay = Relay(Database(chosen.database_url), Kafka(chosen.kafka_bootstrap))
    if once:
        print(relay.drain())
        relay.release()
        return
    RelayThread(relay).run()


if __name__ == "__main__":
    main()
