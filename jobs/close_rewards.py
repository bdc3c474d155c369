"""Close the decisions whose 36 hours are over: `python -m jobs.close_rewards --as-of T`.

A close is an event like any other: it goes to the topic, with an id made from the decision's, so
closing twice changes nothing. Reads the lake by delta-rs, needs no Spark.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import structlog
import typer

from infra.kafka import PRODUCER
from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.event_log import events
from jobs.facts import emit
from jobs.records import read_columns
from models.domain.codec import to_json
from models.domain.events import Feedback
from models.domain.tables import DAILY_FEATURES
from models.domain.topics import FEEDBACK
from models.features.catalogue import DAILY
from models.learning.chronicle import Chronicle, DailyRow, chronicle
from models.learning.mornings import due, is_due

log = structlog.get_logger()
DELIVERY_S = 30.0


class Undelivered(RuntimeError):
    """The broker did not take every close; the next run publishes them again."""


def closes(settings: Settings, as_of: datetime) -> list[Feedback]:
    """Return the close events of all decisions whose window is over and that have none yet."""
    return [event for one in _chronicles(settings, as_of) for event in due(one, as_of)]


def _chronicles(settings: Settings, as_of: datetime) -> list[Chronicle]:
    """Return the chronicles of athletes with something to close."""
    records: dict[str, list[Any]] = defaultdict(list)
    for record in events(settings):
        records[record.user_id].append(record)
    waiting = {user: own for user, own in records.items() if _has_open(own, as_of)}
    daily = _daily(settings, sorted(waiting)) if waiting else {}
    return [chronicle(user, own, daily.get(user, ())) for user, own in sorted(waiting.items())]


def _has_open(records: Iterable[Any], as_of: datetime) -> bool:
    one = chronicle("", records, ())
    return any(is_due(one, decision, as_of) for decision in one.decisions)


def _daily(settings: Settings, users: Sequence[str]) -> dict[str, list[DailyRow]]:
    names = [f.name for f in DAILY]
    columns = ["user_id", "day", "event_ts", *names]
    held = read_columns(
        DAILY_FEATURES, settings, columns=columns, filters=[("user_id", "in", list(users))]
    )
    found: dict[str, list[DailyRow]] = defaultdict(list)
    for row in held.to_pylist():
        values = {name: row[name] for name in names}
        at = row["event_ts"].astimezone(UTC)
        found[row["user_id"]].append(DailyRow(row["day"], at, values))
    return found


def publish(bootstrap: str, events: Sequence[Feedback], seconds: float = DELIVERY_S) -> None:
    """Send the closes, keyed by athlete; raise Undelivered unless the broker has all of them."""
    from confluent_kafka import Producer

    refused: list[str] = []
    producer = Producer({"bootstrap.servers": bootstrap, **PRODUCER})
    for one in events:
        value = json.dumps(to_json(one)).encode()
        producer.produce(
            FEEDBACK.name,
            key=one.user_id.encode(),
            value=value,
            on_delivery=lambda error, _: refused.append(str(error)) if error else None,
        )
        producer.poll(0)
    left = producer.flush(seconds)
    if left or refused:
        raise Undelivered(f"{left + len(refused)} of {len(events)} closes: {refused[:1]}")


def main(as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "") -> None:
    """Publish what is due."""
    log_to_stderr()
    chosen = settings()
    found = closes(chosen, as_of_time(as_of))
    if found:
        publish(chosen.kafka_bootstrap, found)
    facts = {"closed": len(found), "athletes": len({one.user_id for one in found})}
    log.info("closed", **facts)
    emit("close_rewards", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
