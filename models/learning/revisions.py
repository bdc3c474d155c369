"""From events to rows of `posterior_updates` (statistics.md 1 and 3): apply, retract, close.

The stream and the rebuild call the same functions. A decision's own arrival opens its chain of
rows; every later event looks at the chain's last row only, so that one table is enough.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.domain.codec import from_json, to_json
from models.domain.decisions import Decision
from models.domain.events import Feedback, Reward
from models.domain.ids import decided_day
from models.domain.rows import PosteriorUpdate
from models.features.catalogue import FEATURES
from models.learning import reward as r1
from models.learning.reward import Components, final_reward
from models.policy.sums import rounded_r, rounded_weight

MOOD = [feature.name for feature in FEATURES].index("mood")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said about one offered activity."""

    completed: bool
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that is known of one decision after an event; JSON in `known`."""

    planned: dict[str, float]
    """Dose per activity_id (decimal digits)."""
    mood: int | None
    censored: bool
    answers: dict[str, Answer] = field(default_factory=dict)
    reward: Reward | None = None
    """Set by the close."""
    applied: tuple[int, ...] = ()
    """(weight, r) of the revision that stands; empty when none does."""

    def text(self) -> str:
        """Return compact JSON with sorted keys: equal knowledge, equal bytes."""
        return json.dumps(to_json(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def of(cls, text: str) -> "Known":
        """Read what `text` wrote; RecordError when it is something else."""
        return from_json(cls, json.loads(text))


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
        censored=decision.rung == "safe_rest",
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

    First the retraction of the revision that stands (sign -1), then the new one (sign +1), with
    event_seq 0 and 1; one row of sign 0 when no sum changes. Events after the close change
    nothing here.
    """
    known = Known.of(last.known)
    now = _learnt(known, feedback)
    applied = _applied(now)
    if applied == known.applied:
        return (_row(last, feedback, 0, now),)
    after = replace(now, applied=applied)
    signs = [(-1, known.applied)] * bool(known.applied) + [(1, applied)] * bool(applied)
    rows = [
        replace(_row(last, feedback, seq, after), sign=sign, weight=fact[0], r=fact[1])
        for seq, (sign, fact) in enumerate(signs)
    ]
    return tuple(rows)


def _row(last: PosteriorUpdate, feedback: Feedback, seq: int, known: Known) -> PosteriorUpdate:
    return replace(
        last,
        event_id=feedback.event_id,
        event_seq=seq,
        revision=last.revision + 1,
        sign=0,
        weight=0,
        r=0,
        known=known.text(),
    )


def _learnt(known: Known, feedback: Feedback) -> Known:
    if known.reward is not None:
        return known
    if feedback.kind == "close":
        return replace(known, reward=feedback.reward)
    key = str(feedback.activity_id)
    if feedback.kind == "activity" and key in known.planned and feedback.completed is not None:
        said = Answer(completed=feedback.completed, after=feedback.motivation_after)
        return replace(known, answers={**known.answers, key: said})
    return known


def _applied(known: Known) -> tuple[int, ...]:
    """Return (weight, r) in integer units of what is known; empty when nothing is to learn."""
    closed = known.reward is not None
    if known.censored or (known.reward and known.reward.censored):
        return ()
    if not closed and not known.answers:
        return ()
    weight = r1.CLOSED_WEIGHT if closed else r1.OPEN_WEIGHT
    return (rounded_weight(weight), rounded_r(final_reward(components(known))))


def components(known: Known) -> Components:
    """Return the reward's components as far as they are known."""
    pairs = [
        (dose, known.answers[key].completed if key in known.answers else None)
        for key, dose in sorted(known.planned.items())
    ]
    done = [a.after for _, a in sorted(known.answers.items()) if a.completed]
    reward = known.reward
    return Components(
        completion=r1.completion(pairs, closed=reward is not None),
        motivation=r1.motivation(done, known.mood),
        goal=reward.goal if reward else None,
        recovery=reward.recovery if reward else None,
        burden=reward.burden if reward else r1.MEAN_BURDEN,
    )


def order_of(feedback: Feedback) -> tuple[Any, ...]:
    """Return the order of one decision's events: time of record, then id."""
    return (feedback.recorded_at, feedback.event_id)


def replay(first: PosteriorUpdate, feedback: Sequence[Feedback]) -> list[PosteriorUpdate]:
    """Return the whole chain of one decision from its events, doubles dropped."""
    chain, seen = [first], {first.event_id}
    for event in sorted(feedback, key=order_of):
        if event.event_id not in seen:
            seen.add(event.event_id)
            chain.extend(advance(chain[-1], event))
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
