"""Batches in any cut and order give the rows' sums of one replay of the log."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from models.domain.decisions import Decision
from models.domain.events import Feedback
from models.domain.rows import PosteriorUpdate
from models.learning.equality import gap
from models.learning.revisions import Embedding, opening, replay_log
from models.policy.encoder import context_array
from streaming.updates import WAITING_SEQ, Held, Learner, Learnt, learn
from tests.builders.bundles import random_encoder
from tests.builders.decisions import decision, said
from tests.builders.streams import answers, plans

LEARNER = Learner(random_encoder(7), "enc-test:pooled")


def phi(plan: Decision) -> tuple[int, ...]:
    if plan.phi:
        return tuple(plan.phi)
    return tuple(int(v) for v in LEARNER.encoder.embed(context_array(plan.context)[None, :])[0])


def batch_rows(decided: list[Decision], told: list[Feedback]) -> list[PosteriorUpdate]:
    first = [
        opening(
            plan, Embedding(encoder_version="enc-test", learner="enc-test:pooled", phi=phi(plan))
        )
        for plan in decided
    ]
    return replay_log(first, told)


def streamed(batches: Sequence[Sequence[Decision | Feedback]]) -> list[PosteriorUpdate]:
    rows: list[PosteriorUpdate] = []
    for batch in batches:
        rows += learn(batch, Held.of(rows), LEARNER).rows
    return rows


@pytest.mark.parametrize("seed", range(20))
def test_any_cut_and_order_is_the_replay(seed: int) -> None:
    rng = random.Random(seed)
    decided = plans(athletes=2, days=2)
    told = [one for plan in decided for one in answers(plan)]
    messages: list[Decision | Feedback] = [*decided, *told, *rng.choices(told, k=5)]
    rng.shuffle(messages)
    cuts = sorted(rng.sample(range(len(messages)), 4))
    batches = [messages[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]

    rows = streamed(batches)

    keys = [(row.event_id, row.event_seq) for row in rows]
    assert len(keys) == len(set(keys))
    assert gap(rows, batch_rows(decided, told)).largest == 0


def test_feedback_waits_for_its_decision() -> None:
    plan = decision()
    early = learn([said(plan, 1, done=True)], Held(), LEARNER)

    later = learn([plan], Held.of(early.rows), LEARNER)

    assert [row.event_seq for row in early.waiting] == [WAITING_SEQ]
    assert early.athletes == {}
    assert [row.sign for row in later.rows] == [0, 1]
    assert set(later.athletes) == {plan.user_id}


def test_a_batch_done_again_adds_no_row_and_names_its_athletes_again() -> None:
    plan = decision()
    batch = [plan, said(plan, 1, done=True)]
    first = learn(batch, Held(), LEARNER)

    again = learn(batch, Held.of(first.rows), LEARNER)

    assert again == Learnt([], first.athletes)
    assert set(again.athletes) == {plan.user_id}


def test_a_decision_alone_publishes_nothing() -> None:
    assert learn([decision()], Held(), LEARNER).athletes == {}


def test_rules_without_an_embedding_are_embedded_from_their_context() -> None:
    plan = next(one for one in plans(athletes=3, days=1) if not one.phi)

    rows = learn([plan], Held(), LEARNER).rows

    assert rows[0].encoder_version == "enc-test"
    assert np.array_equal(rows[0].phi, phi(plan))


def test_a_decision_of_another_feature_service_is_left_out() -> None:
    plan = decision(context=[1.0], phi=[], encoder_version=None)

    assert learn([plan], Held(), LEARNER).rows == []
