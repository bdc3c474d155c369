"""From events to rows of `posterior_updates` (statistics.md 1 and 3): apply, retract, close.

The stream and the rebuild call the same functions. A decision's own arrival opens its chain of
rows; every later event looks at the chain's last row only, so that one table is enough. What
stands in the end depends on the events and their times of record, never on their order of
arrival: a close counts what was recorded before it, even when that arrives later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.domain.decisions import CENSORED_RUNGS, Decision
from models.domain.events import Feedback
from models.domain.ids import decided_day
from models.domain.rows import PosteriorUpdate
from models.features.catalogue import FEATURES
from models.learning import reward as r1
from models.learning.known import Answer, Known
from models.learning.reward import Components, final_reward
from models.policy.sums import rounded_r, rounded_weight

MOOD = [feature.name for feature in FEATURES].index("mood")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """Under which encoder and learner a decision is learnt from."""

    encoder_version: str
    learner: str
    phi: tuple[int, ...]


def mood_of(decision: Decision) -> int | None:
    """Return the check-in's mood that the decision saw; None where its record holds no context."""
    if len(decision.context) != len(FEATURES):
        return None
    mood = decision.context[MOOD]
    return None if mood is None else int(mood)


def opening(decision: Decision, embedding: Embedding) -> PosteriorUpdate:
    """Return the row of a decision's own arrival: sign 0, and all that later events need."""
    known = Known(
        planned={
            str(s.activity_id): r1.dose(s.planned_minutes, s.intensity) for s in decision.slate
        },
        mood=mood_of(decision),
        censored=decision.rung in CENSORED_RUNGS,
    )
    day = decided_day(decision.decision_id)
    return PosteriorUpdate(
        event_id=decision.decision_id,
        event_seq=0,
        decision_id=decision.decision_id,
        revision=0,
        user_id=decision.user_id,
        learner=embedding.learner,
        action=decision.action,
        event_day=day,
        decided_day=day,
        encoder_version=embedding.encoder_version,
        sign=0,
        weight=0,
        r=0,
        phi=list(embedding.phi),
        known=known.text(),
    )


def advance(last: PosteriorUpdate, feedback: Feedback) -> tuple[PosteriorUpdate, ...]:
    """Return the rows of one feedback event, given the decision's last row.

    The retraction of the revision that stands (event_seq 0, sign -1) and the new one (event_seq 1,
    sign +1), each only where there is one; or one row of sign 0 when no sum changes. What was
    recorded after the close changes none.
    """
    return _step(last, Known.of(last.known), feedback)[0]


def _step(
    last: PosteriorUpdate, known: Known, feedback: Feedback
) -> tuple[tuple[PosteriorUpdate, ...], Known]:
    """Return the rows of one event and what is known after it; `known` is that of the last row."""
    learnt = _learnt(known, feedback)
    after = replace(learnt, applied=_applied(learnt))
    plain = replace(
        last,
        event_id=feedback.event_id,
        event_seq=0,
        revision=last.revision + 1,
        sign=0,
        weight=0,
        r=0,
        known=after.text(),
    )
    if after.applied == known.applied:
        return (plain,), after
    rows = (
        replace(plain, event_seq=seq, sign=sign, weight=fact[0], r=fact[1])
        for seq, sign, fact in ((0, -1, known.applied), (1, 1, after.applied))
        if fact
    )
    return tuple(rows), after


def _learnt(known: Known, feedback: Feedback) -> Known:
    if feedback.kind == "close":
        return _closed(known, feedback)
    key = str(feedback.activity_id)
    if feedback.kind != "activity" or key not in known.planned or feedback.completed is None:
        return known
    answer = Answer(
        completed=feedback.completed,
        after=feedback.motivation_after,
        at=feedback.recorded_at,
        event_id=feedback.event_id,
    )
    said = {a.stamp: a for a in (*known.answers.get(key, ()), answer)}
    return replace(known, answers={**known.answers, key: tuple(said[s] for s in sorted(said))})


def _closed(known: Known, feedback: Feedback) -> Known:
    """Take the close that was recorded first."""
    stamp = order_of(feedback)
    if feedback.reward is None:
        return known
    if known.closed_at is not None and (known.closed_at, known.closed_by) <= stamp:
        return known
    return replace(known, reward=feedback.reward, closed_at=stamp[0], closed_by=stamp[1])


def _applied(known: Known) -> tuple[int, ...]:
    """Return (weight, r) in integer units of what is known; empty when nothing is to learn."""
    closed = known.reward is not None
    if known.censored or (known.reward and known.reward.censored):
        return ()
    if not closed and not known.standing():
        return ()
    weight = r1.CLOSED_WEIGHT if closed else r1.OPEN_WEIGHT
    return (rounded_weight(weight), rounded_r(final_reward(components(known))))


def components(known: Known) -> Components:
    """Return the reward's components as far as they are known."""
    said, reward = known.standing(), known.reward
    pairs = [
        (dose, said[key].completed if key in said else None)
        for key, dose in sorted(known.planned.items())
    ]
    done = [a.after for _, a in sorted(said.items()) if a.completed]
    return Components(
        completion=r1.completion(pairs, closed=reward is not None),
        motivation=r1.motivation(done, known.mood),
        goal=reward.goal if reward else None,
        recovery=reward.recovery if reward else None,
        burden=reward.burden if reward else r1.MEAN_BURDEN,
    )


def order_of(feedback: Feedback) -> tuple[datetime, str]:
    """Return the order of one decision's events: time of record, then id."""
    return (feedback.recorded_at, feedback.event_id)


def replay(first: PosteriorUpdate, feedback: Sequence[Feedback]) -> list[PosteriorUpdate]:
    """Return the whole chain of one decision from its events, doubles dropped."""
    chain, seen, known = [first], {first.event_id}, Known.of(first.known)
    for event in sorted(feedback, key=order_of):
        if event.event_id not in seen:
            seen.add(event.event_id)
            rows, known = _step(chain[-1], known, event)
            chain.extend(rows)
    return chain


def replay_log(
    openings: Iterable[PosteriorUpdate], feedback: Iterable[Feedback]
) -> list[PosteriorUpdate]:
    """Return the rows of a whole log; feedback about unknown decisions is left out."""
    by_decision: dict[str, list[Feedback]] = {}
    for event in feedback:
        by_decision.setdefault(event.decision_id, []).append(event)
    return [
        row for first in openings for row in replay(first, by_decision.get(first.decision_id, []))
    ]
