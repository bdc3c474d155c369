"""What the stream appends counts once, and it finds again what it needs."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from infra.settings import Settings
from jobs.records import append_records, read_records
from jobs.tables import append as spark_append
from jobs.tables import read, schema_of
from models.domain.codec import to_json
from models.domain.decisions import Decision
from models.domain.rows import EventRecord, PosteriorUpdate
from models.domain.tables import EVENTS, POSTERIOR_UPDATES
from models.domain.topics import CHECKINS, DECISIONS, FEEDBACK
from streaming.log import Transaction, append, chains, landed, of_athletes, unlearnt
from tests.builders.decisions import decision, said
from tests.builders.updates import DAY_ZERO, update


def message(topic: str, offset: int, value: str = "{}", *, partition: int = 0) -> EventRecord:
    return EventRecord(
        topic=topic, partition=partition, offset=offset, key="u1", value=value,
        broker_ts=decision().decided_at, date=date(2026, 9, 30),
    )  # fmt: skip


def test_a_transaction_counts_once(settings: Settings) -> None:
    rows, more = [update(known="{}")], [update(event_id="e2")]

    append(rows, POSTERIOR_UPDATES, settings, Transaction("query", 3))
    append(more, POSTERIOR_UPDATES, settings, Transaction("query", 3))
    append(more, POSTERIOR_UPDATES, settings, Transaction("query", 2))
    append([], POSTERIOR_UPDATES, settings, Transaction("query", 4))
    append(more, POSTERIOR_UPDATES, settings, Transaction("query", 4))

    held = read_records(POSTERIOR_UPDATES, PosteriorUpdate, settings)
    assert sorted(held, key=lambda row: row.event_id) == [*rows, *more]


def test_the_stream_appends_to_what_spark_has_made(spark: Any, settings: Settings) -> None:
    columns = schema_of(EVENTS)
    held = [message(FEEDBACK.name, 0), message(FEEDBACK.name, 1)]
    rows = [tuple(getattr(row, field.name) for field in columns) for row in held[:1]]
    spark_append(spark.createDataFrame(rows, columns), EVENTS, settings)

    append(held[1:], EVENTS, settings, Transaction("query", 0))

    assert sorted(read_records(EVENTS, EventRecord, settings), key=lambda e: e.offset) == held
    assert read(spark, EVENTS, settings).count() == 2


def test_chains_and_athletes_are_found(settings: Settings) -> None:
    opened = update(event_id="d1", event_seq=0, sign=0, known='{"a":1}')
    other = update(event_id="e2", decision_id="d2", user_id="u2")
    foreign = update(event_id="e3", learner="old:pooled")
    append_records([opened, update(), other, foreign], POSTERIOR_UPDATES, settings)

    found = chains(settings, ["d1"], [DAY_ZERO], "enc:pooled")
    elsewhere = chains(settings, ["d1"], [DAY_ZERO + timedelta(days=1)], "enc:pooled")
    own = of_athletes(settings, ["u1"], "enc:pooled")

    assert sorted(found, key=lambda row: row.event_seq) == [opened, update()]
    assert elsewhere == []
    assert own == [update(known="")]


def test_landed_is_the_last_offset_from_the_broker(settings: Settings) -> None:
    assert landed(settings) == {}
    history = message(FEEDBACK.name, 99, partition=-1)
    rows = [message(FEEDBACK.name, 3), message(FEEDBACK.name, 4), message(CHECKINS.name, 1)]
    append_records([history, *rows], EVENTS, settings)

    assert landed(settings) == {(FEEDBACK.name, 0): 4, (CHECKINS.name, 0): 1}


@pytest.mark.parametrize(("learner", "left"), [("enc:pooled", 2), ("new:pooled", 3)])
def test_unlearnt_is_what_a_learner_has_no_row_of(
    settings: Settings, learner: str, left: int
) -> None:
    plan = decision()
    messages = [
        message(topic_of(one), n, json.dumps(to_json(one)))
        for n, one in enumerate([plan, said(plan, 1, done=True)])
    ]
    append_records([*messages, message(FEEDBACK.name, 7, "{")], EVENTS, settings)
    append_records([update(event_id=plan.decision_id)], POSTERIOR_UPDATES, settings)

    assert len(unlearnt(settings, learner)) == left


def topic_of(record: object) -> str:
    return DECISIONS.name if isinstance(record, Decision) else FEEDBACK.name
