"""Kill -9 before and after the Delta commit, restart: the sums are a batch replay's, exactly."""

import signal

import pytest

from infra.settings import Settings
from jobs.records import read_columns
from jobs.verify import verify
from models.domain.tables import EVENTS, POSTERIOR_UPDATES
from tests.builders.streams import answers, learn_once, plans, produce


def keys(settings: Settings) -> list[tuple[object, ...]]:
    """Return bronze's and posterior_updates' keys, whatever their number."""
    found: list[tuple[object, ...]] = []
    for table in (EVENTS, POSTERIOR_UPDATES):
        columns = read_columns(table, settings, columns=list(table.key)).to_pydict().values()
        found += [(table.name, *row) for row in zip(*columns, strict=True)]
    return found


@pytest.mark.long
def test_killed_before_and_after_the_commit_nothing_is_lost_or_doubled(streamed: Settings) -> None:
    decided = plans(athletes=3, days=4)
    told = [one for plan in decided for one in answers(plan)]
    sent = produce(streamed.kafka_bootstrap, [*decided, *told[:30]])

    ends = [learn_once(streamed, "--die-at", name) for name in ("before_commit", "after_commit")]
    sent += produce(streamed.kafka_bootstrap, told[25:])
    last = learn_once(streamed)

    assert (ends, last) == ([-signal.SIGKILL] * 2, 0)
    found = keys(streamed)
    assert len(found) == len(set(found))
    assert sum(one[0] == EVENTS.name for one in found) == sent
    facts = verify(streamed)
    assert facts["equal"], facts
    assert (facts["posterior_max_abs_diff"], facts["states"]) == (0, 3)
