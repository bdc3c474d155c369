"""Samples on a real broker reach the real online store by the one query."""

from dataclasses import replace
from typing import Any

import pytest

from infra.settings import Settings
from jobs.records import read_records
from models.domain.rows import EventRecord, Quarantined
from models.domain.tables import EVENTS, QUARANTINE
from serving.features import Feast
from streaming.crash import CrashPoint
from streaming.learn import start
from tests.builders.samples import WOKE, sample
from tests.builders.streams import answers, plans, produce

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def run(spark: Any, settings: Settings) -> None:
    query = start(spark, settings, CrashPoint(), once=True)
    query.awaitTermination()
    assert query.exception() is None


def body(settings: Settings) -> Any:
    return Feast(settings.feast_config()).read("u0", "enc-test:pooled")


def test_samples_become_features_beside_what_is_learnt(spark: Any, streamed: Settings) -> None:
    plan = plans(athletes=1, days=1)[0]
    night = [sample("hrv_rmssd_ms", 31.0), sample("sleep_duration_h", 4.5)]
    wrong = [
        replace(night[0], event_id="far", value=3000.0),
        replace(night[0], event_id="odd", metric="happiness"),
    ]
    produce(streamed.kafka_bootstrap, [plan, *answers(plan), *night, *wrong])
    run(spark, streamed)
    first = body(streamed)
    produce(streamed.kafka_bootstrap, night)
    run(spark, streamed)

    assert (first.daily["hrv_rmssd_ms"], first.daily["sleep_duration_h"]) == (31.0, 4.5)
    assert (first.daily_at, first.live_at, first.state_version) == (WOKE, WOKE, 1)
    assert body(streamed) == first
    refused = {one.reason for one in read_records(QUARANTINE, Quarantined, streamed)}
    assert refused == {"out_of_range", "unknown_metric"}
    assert len(read_records(EVENTS, EventRecord, streamed)) == 1 + len(answers(plan)) + 6
