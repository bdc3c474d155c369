from dataclasses import replace
from datetime import timedelta

import pytest

from models.features.catalogue import FEATURES
from models.learning.chronicle import chronicle
from models.learning.table import training_rows
from tests.builders.chronicles import body, checkin, day
from tests.builders.decisions import NOON, closed, decision, said

PLAN = decision()
LATER = NOON + timedelta(days=3)
NAMES = [f.name for f in FEATURES]


def done(count: int) -> list:
    return [said(PLAN, n, done=n <= count, motivation_before=3) for n in range(1, 6)]


def row(*records, as_of=LATER, daily=()):
    return training_rows(chronicle("u1", records, daily), as_of)[0]


@pytest.mark.parametrize(("count", "success"), [(3, False), (4, True), (5, True)])
def test_success_is_80_percent_of_the_minutes(count: int, success: bool) -> None:
    found = row(PLAN, *done(count), closed(PLAN))

    assert found.success is success
    assert found.completion == pytest.approx(count / 5)


def test_a_red_morning_spoils_success() -> None:
    assert row(PLAN, *done(5), closed(PLAN, red_readiness=True)).success is False


def test_open_decisions_have_no_reward_yet() -> None:
    found = row(PLAN, *done(5), as_of=NOON + timedelta(hours=20))

    assert (found.reward, found.success, found.completion) == (None, None, None)
    assert found.slate[0].completed


def test_a_close_that_nobody_published_is_derived() -> None:
    assert row(PLAN, *done(5)).reward is not None
    assert row(PLAN, *done(5)).success is True


def test_a_censored_decision_teaches_nothing() -> None:
    found = row(replace(PLAN, superseded_by="another"), *done(5))

    assert found.superseded
    assert (found.reward, found.success) == (None, None)


def test_nothing_of_the_future_enters() -> None:
    future = [decision(decided_at=day(9)), checkin(day(1), mood=5), body(day(1), steps_1d=9.0)]

    found = training_rows(
        chronicle("u1", [PLAN, *done(5), *future[:2]], future[2:]), NOON + timedelta(hours=20)
    )

    assert len(found) == 1
    assert found[0].context[NAMES.index("mood")] is None
    assert found[0].context[NAMES.index("steps_1d")] is None


def test_a_served_context_is_used_as_recorded() -> None:
    context = [float(i) for i in range(len(FEATURES))]
    served = replace(PLAN, context=context)

    assert row(served, checkin(NOON, mood=1)).context == context
    assert row(served).origin == "served"
    assert row(PLAN).origin == "history"
    assert row(replace(PLAN, tags={"generated": "x"})).origin == "generated"


def test_days_count_from_the_first_decision() -> None:
    rows = training_rows(chronicle("u1", [PLAN, decision(decided_at=day(4))], []), day(10))

    assert [one.day_index for one in rows] == [1, 5]


def test_unreported_is_not_completed() -> None:
    found = row(PLAN, done(5)[0], closed(PLAN))

    assert [s.reported for s in found.slate] == [True, False, False, False, False]
    assert found.completion == pytest.approx(0.2)
