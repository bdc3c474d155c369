"""Any order, any split, any repetition: the sums are those of the batch."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.codec import RecordError, to_json
from models.domain.events import Feedback
from models.domain.rows import PosteriorUpdate
from models.features.catalogue import FEATURES
from models.learning.known import Known
from models.learning.revisions import (
    Embedding,
    advance,
    components,
    mood_of,
    opening,
    replay,
    replay_log,
)
from models.learning.reward import final_reward
from models.policy.state import epoch_day, state_of
from models.policy.sums import population_sums
from tests.builders.decisions import NOON, closed, decision, said

PLAN = decision()
UNDER = Embedding(encoder_version="enc", learner="enc:pooled", phi=(4096, *range(31)))
FIRST = opening(PLAN, UNDER)


def event(draw: tuple[int, bool, int, int | None]) -> Feedback:
    activity, done, minutes, after = draw
    return said(PLAN, activity, done=done, minutes=minutes, motivation_after=after)


EVENTS = st.lists(
    st.tuples(
        st.integers(1, 5), st.booleans(), st.integers(1, 3000), st.none() | st.integers(1, 5)
    ).map(event),
    max_size=8,
    unique_by=lambda e: e.event_id,
)


def chain(events: list[Feedback]) -> list[PosteriorUpdate]:
    """Apply events in the order of arrival, each from the last row alone, as the stream does."""
    rows = [FIRST]
    for one in events:
        rows.extend(advance(rows[-1], one))
    return rows


def standing(rows: list[PosteriorUpdate]) -> list[tuple[int, int]]:
    """Return what the rows add up to: (weight, weight x r) where it is not nothing."""
    return [(one.n, one.y) for one in population_sums(rows) if one.n]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), events=EVENTS, ends=st.booleans())
def test_any_order_of_arrival_stands_as_the_batch(
    data: st.DataObject, events: list[Feedback], *, ends: bool
) -> None:
    log = [*events, *([closed(PLAN)] if ends else [])]
    arrived = data.draw(st.permutations(log))

    stream, batch = chain(list(arrived)), replay(FIRST, log)

    assert standing(stream) == standing(batch)
    assert state_bytes(stream) == state_bytes(batch)
    assert Known.of(stream[-1].known) == Known.of(batch[-1].known)


def state_bytes(rows: list[PosteriorUpdate]) -> bytes:
    return state_of(rows, epoch_day(FIRST.event_day) + 3, 0.99).to_bytes()


@settings(max_examples=50, deadline=None)
@given(events=EVENTS)
def test_repetitions_are_harmless(events: list[Feedback]) -> None:
    log = [*events, closed(PLAN)]

    assert standing(chain([*log, *log])) == standing(chain(log))
    assert replay(FIRST, [*log, *log]) == replay(FIRST, log)


@settings(max_examples=50, deadline=None)
@given(events=EVENTS)
def test_at_most_one_revision_stands(events: list[Feedback]) -> None:
    rows = chain([*events, closed(PLAN)])
    applied = [row for row in rows if row.sign]

    assert sum(row.sign for row in applied) in (0, 1)
    assert len({(row.event_id, row.event_seq) for row in rows}) == len(rows)
    assert [row.revision for row in rows] == sorted(row.revision for row in rows)


def test_a_decision_opens_with_a_row_that_changes_nothing() -> None:
    assert (FIRST.event_id, FIRST.event_seq, FIRST.sign) == (PLAN.decision_id, 0, 0)
    assert Known.of(FIRST.known).planned == {str(i): 10.0 for i in range(1, 6)}
    assert population_sums([FIRST]) == []


def test_a_report_applies_and_the_next_one_retracts_it_first() -> None:
    (one,) = advance(FIRST, said(PLAN, 1, done=True))
    gone, new = advance(one, said(PLAN, 2, done=True, minutes=70))

    assert (one.event_seq, one.sign, one.weight) == (1, 1, 128)
    assert (gone.event_seq, gone.sign, gone.weight, gone.r) == (0, -1, one.weight, one.r)
    assert (new.event_seq, new.sign) == (1, 1)
    assert new.r > one.r
    assert gone.phi == one.phi == list(UNDER.phi)


def test_the_close_makes_it_final() -> None:
    last = chain([said(PLAN, 1, done=True), closed(PLAN)])[-1]
    known = Known.of(last.known)

    assert last.weight == 256
    assert last.r == round(final_reward(components(known)) * 4096)
    assert components(known).completion == pytest.approx(0.2)


def test_after_the_close_nothing_changes() -> None:
    done = chain([said(PLAN, 1, done=True), closed(PLAN)])

    (row,) = advance(done[-1], said(PLAN, 2, done=True, minutes=36 * 60 + 1))

    assert row.sign == 0


def test_a_report_of_before_the_close_counts_even_when_it_arrives_after() -> None:
    late = said(PLAN, 2, done=True, minutes=90)

    rows = chain([said(PLAN, 1, done=True), closed(PLAN), late])

    assert [row.sign for row in rows[-2:]] == [-1, 1]
    assert rows[-1].r == chain([said(PLAN, 1, done=True), late, closed(PLAN)])[-1].r


def test_a_censored_close_retracts_what_stood() -> None:
    rows = chain([said(PLAN, 1, done=True), closed(PLAN, censored=True)])

    assert (rows[-1].sign, rows[-1].event_seq) == (-1, 0)
    assert standing(rows) == []


def test_safe_rest_teaches_nothing() -> None:
    rest = opening(decision(rung="safe_rest"), UNDER)

    assert [row.sign for row in replay(rest, [said(PLAN, 1, done=True), closed(PLAN)])] == [0, 0, 0]


@pytest.mark.parametrize(
    "given", [{"activity_id": 99}, {"kind": "session", "activity_id": None}, {"completed": None}]
)
def test_events_that_say_nothing_write_a_row_of_sign_0(given: dict[str, Any]) -> None:
    (row,) = advance(FIRST, replace(said(PLAN, 1, done=True), **given))

    assert (row.sign, row.event_seq, row.revision) == (0, 0, 1)


def test_a_close_without_components_closes_nothing() -> None:
    (row,) = advance(FIRST, replace(closed(PLAN), reward=None))

    assert (row.sign, Known.of(row.known).closed_at) == (0, None)


def test_nothing_reported_by_the_close_is_not_completed() -> None:
    last = replay(FIRST, [closed(PLAN)])[-1]

    assert last.sign == 1
    assert components(Known.of(last.known)).completion == 0.0


def test_mood_is_read_from_a_whole_context_only() -> None:
    names = [feature.name for feature in FEATURES]
    context = [4.0 if name == "mood" else None for name in names]

    assert mood_of(decision(context=context)) == 4
    assert mood_of(decision(context=[])) is None


def test_the_log_goes_decision_by_decision() -> None:
    later = decision(decided_at=NOON + timedelta(days=1))
    starts = [FIRST, opening(later, UNDER)]
    log = [said(PLAN, 1, done=True), closed(later), said(later, 2, done=False), closed(PLAN)]

    rows = replay_log(starts, [*log, said(decision(decided_at=NOON + timedelta(9)), 1, done=True)])

    assert rows == [*replay(starts[0], log[::3]), *replay(starts[1], log[1:3])]


def test_known_refuses_what_it_did_not_write() -> None:
    rows = chain([said(PLAN, 1, done=True, motivation_after=4), closed(PLAN)])
    assert all(Known.of(row.known).text() == row.known for row in rows)
    assert json.loads(rows[-1].known) == to_json(Known.of(rows[-1].known))
    with pytest.raises(RecordError):
        Known.of('{"planned": 3}')
