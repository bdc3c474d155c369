"""The query on a real broker while an experiment runs: two learners, one commit."""

from dataclasses import replace
from typing import Any

from infra.settings import Settings
from jobs.experiments.starting import Wish, arms_of, start
from jobs.online_states import read_states
from jobs.verify import verify
from models.experiments.running import end_running
from streaming.crash import CrashPoint
from streaming.learn import start as start_query
from tests.builders.decisions import NOON
from tests.builders.streams import answers, plans, produce


def test_the_arm_learns_beside_the_pool_and_equals_its_batch(
    spark: Any, streamed: Settings
) -> None:
    def run() -> None:
        query = start_query(spark, streamed, CrashPoint(), once=True)
        query.awaitTermination()
        assert query.exception() is None

    run_in, *later = plans(athletes=3, days=1)
    told = answers(run_in)
    produce(streamed.kafka_bootstrap, [run_in, *told[:2]])
    run()
    wish = Wish(id="e1", arms=arms_of("rules,bandit"), salt="pepper")
    start(streamed, wish, NOON)
    mine, other = (
        replace(one, experiment="e1", variant=arm)
        for one, arm in zip(later, ("bandit", "rules"), strict=True)
    )
    produce(streamed.kafka_bootstrap, [*told[2:], *answers(mine), *answers(other)])
    run()
    produce(streamed.kafka_bootstrap, [mine, other])
    run()

    facts = verify(streamed)
    assert facts["equal"], facts
    assert facts["arm"]["learner"] == "enc-test:bandit"
    assert facts["arm"]["states"] == 2
    users = [one.user_id for one in (run_in, mine, other)]
    assert set(read_states(streamed, "enc-test:bandit", users)) == {run_in.user_id, mine.user_id}
    assert set(read_states(streamed, "enc-test:pooled", users)) == set(users)
    end_running(streamed.published)
    assert "arm" not in verify(streamed)
