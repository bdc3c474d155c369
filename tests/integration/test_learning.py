"""The query on a real broker: waiting, refusals, a lost checkpoint, a new champion."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.lock import alone
from infra.settings import Settings
from jobs.online_states import read_states
from jobs.records import read_records, version_of
from jobs.verify import verify
from models.domain.rows import EventRecord, PosteriorUpdate, Quarantined
from models.domain.tables import EVENTS, POSTERIOR_UPDATES, QUARANTINE
from models.domain.topics import DEAD_LETTERS, POSTERIOR
from models.policy.bundle import read_current, set_current
from streaming.crash import CrashPoint
from streaming.guard import CheckpointBehind
from streaming.learn import start
from tests.builders.streams import answers, consumed, learn_once, plans, produce

LEARNER = "enc-test:pooled"


@pytest.fixture
def run(spark: Any, streamed: Settings) -> Any:
    """Return what processes everything on the topics, in this process."""

    def process() -> None:
        query = start(spark, streamed, CrashPoint(), once=True)
        query.awaitTermination()
        assert query.exception() is None

    return process


def test_feedback_may_come_before_its_decision(run: Any, streamed: Settings) -> None:
    plan = plans(athletes=1, days=1)[0]
    produce(streamed.kafka_bootstrap, answers(plan))
    run()
    before = read_states(streamed, LEARNER, [plan.user_id])
    produce(streamed.kafka_bootstrap, [plan])
    run()

    assert before == {}
    facts = verify(streamed)
    assert (facts["equal"], facts["states"]) == (True, 1)
    told = consumed(streamed.kafka_bootstrap, POSTERIOR)
    assert [(one["user_id"], one["athlete_state_version"]) for one in told] == [("u0", 1)]


def test_broken_messages_stop_nothing(run: Any, streamed: Settings) -> None:
    plan = plans(athletes=1, days=1)[0]
    told = answers(plan)
    wrong = [json.dumps({"decision_id": "d1"}), "{", "\x00"]
    produce(streamed.kafka_bootstrap, [plan, *wrong, replace(told[0], decision_id="d1"), *told])
    run()

    refused = read_records(QUARANTINE, Quarantined, streamed)
    letters = consumed(streamed.kafka_bootstrap, DEAD_LETTERS)
    reasons = sorted(one.reason for one in refused)
    assert reasons == ["bad_id", "bad_record", "not_json", "not_json"]
    assert sorted(one["reason"] for one in letters) == reasons
    assert len(read_records(EVENTS, EventRecord, streamed)) == len(told) + 5
    assert verify(streamed)["equal"]


def test_a_lost_checkpoint_replays_without_doubles(run: Any, streamed: Settings) -> None:
    plan = plans(athletes=1, days=1)[0]
    produce(streamed.kafka_bootstrap, [plan, *answers(plan)])
    run()
    before = _contents(streamed)
    shutil.rmtree(streamed.checkpoint)
    run()

    assert _contents(streamed) == before
    assert read_states(streamed, LEARNER, [plan.user_id])[plan.user_id].version == 2


def test_a_checkpoint_from_a_backup_is_refused(run: Any, streamed: Settings) -> None:
    decided = plans(athletes=1, days=2)
    produce(streamed.kafka_bootstrap, [decided[0], *answers(decided[0])])
    run()
    backup = f"{streamed.checkpoint}.backup"
    shutil.copytree(streamed.checkpoint, backup)
    produce(streamed.kafka_bootstrap, [decided[1], *answers(decided[1])])
    run()
    shutil.rmtree(streamed.checkpoint)
    shutil.move(backup, streamed.checkpoint)

    with pytest.raises(CheckpointBehind):
        run()


def test_a_second_stream_is_refused(streamed: Settings) -> None:
    with alone(Path(streamed.checkpoint), "stream"):
        assert learn_once(streamed) == 1

    assert "another stream works in" in (streamed.state / "stream.log").read_text()
    assert not Path(streamed.checkpoint).exists()


def test_a_new_champion_catches_up_with_what_it_missed(run: Any, streamed: Settings) -> None:
    decided = plans(athletes=2, days=2)
    produce(streamed.kafka_bootstrap, [decided[0], *answers(decided[0])])
    run()
    current = read_current(streamed.published)
    assert current is not None
    set_current(streamed.published, replace(current, learner="enc-test:second"))
    produce(streamed.kafka_bootstrap, [decided[1], *answers(decided[1])])
    run()

    facts = verify(streamed)
    assert (facts["learner"], facts["equal"], facts["states"]) == ("enc-test:second", True, 2)


def test_what_is_no_decision_costs_no_second_commit(run: Any, streamed: Settings) -> None:
    produce(streamed.kafka_bootstrap, ["{"])
    run()

    assert version_of(POSTERIOR_UPDATES, streamed) == -1


def _contents(settings: Settings) -> tuple[int, list[tuple[str, int]]]:
    rows = read_records(POSTERIOR_UPDATES, PosteriorUpdate, settings)
    events = read_records(EVENTS, EventRecord, settings)
    return len(events), sorted((row.event_id, row.event_seq) for row in rows)
