"""From a batch's decisions and feedback to rows of posterior_updates: pure.

A feedback whose decision has not arrived waits: its row has sign 0, event_seq -1, no encoder, and
the feedback itself in `known`. It is applied when the decision arrives.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.domain.codec import from_json, to_json
from models.domain.decisions import Decision
from models.domain.events import Feedback
from models.domain.ids import decided_day
from models.domain.rows import PosteriorUpdate
from models.experiments.definition import arm_learns
from models.features.catalogue import FEATURES
from models.learning.revisions import Embedding, advance, opening
from models.policy.encoder import Encoder, context_array

WAITING_SEQ = -1
NO_ACTION = -1
Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose rows: an encoder and the key its sums stand under."""

    encoder: Encoder
    name: str
    experiment: str | None = None
    """Of an arm's learner: it takes the run-in and its own decisions; None takes every fact."""

    @property
    def key(self) -> Key:
        """Return what tells this learner from others: an arm's name may come back."""
        return (self.name, self.experiment)

    def takes(self, decision: Decision) -> bool:
        """Say whether this learner learns from a decision."""
        return self.experiment is None or arm_learns(decision, self.experiment)


@dataclass(frozen=True, slots=True)
class Held:
    """What the table already says about the batch's decisions."""

    last: dict[str, PosteriorUpdate] = field(default_factory=dict)
    """decision_id -> the last row of its chain."""
    waiting: dict[str, list[Feedback]] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    """event_ids of all its rows, those that wait too."""

    @classmethod
    def of(cls, rows: Iterable[PosteriorUpdate]) -> "Held":
        """Sort the rows of some decisions."""
        last: dict[str, PosteriorUpdate] = {}
        waiting: dict[str, list[Feedback]] = {}
        seen = set()
        for row in sorted(rows, key=lambda row: (row.revision, row.event_seq)):
            seen.add(row.event_id)
            if row.event_seq == WAITING_SEQ:
                said = from_json(Feedback, json.loads(row.known))
                waiting.setdefault(row.decision_id, []).append(said)
            else:
                last[row.decision_id] = row
        return cls(last, waiting, frozenset(seen))

    def with_waiting(self, pooled: "Held") -> "Held":
        """Return an arm's rows with what waits in the pooled chain.

        Whose a feedback is shows only when its decision arrives, so an arm lets nothing wait.
        """
        open_ = {key: said for key, said in pooled.waiting.items() if key not in self.last}
        waits = {one.event_id for said in open_.values() for one in said}
        return Held(self.last, open_, self.seen | waits)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a batch adds, and whose state it may have changed."""

    rows: list[PosteriorUpdate]
    athletes: dict[str, date]
    """Who has said something about a decision of the batch -> the day of the latest such."""

    @property
    def waiting(self) -> list[PosteriorUpdate]:
        """Return the feedback that came before its decision."""
        return [row for row in self.rows if row.event_seq == WAITING_SEQ]


def learn(records: Sequence[Decision | Feedback], held: Held, learner: Learner) -> Learnt:
    """Return the new rows of a batch; what was seen before adds none.

    The athletes are those of all records, seen before or not: a batch that died between its rows
    and their publication publishes when it is done again.
    """
    chains, rows = dict(held.last), list[PosteriorUpdate]()
    # decisions first: what is said about them may stand before them in a batch
    for record in _unseen(sorted(records, key=lambda one: isinstance(one, Feedback)), held.seen):
        if isinstance(record, Decision):
            rows += _decided(record, chains, held.waiting, learner)
        else:
            rows += _said(record, chains, learner)
    return Learnt(rows, _athletes(records, chains))


def _unseen(
    records: Sequence[Decision | Feedback], seen: frozenset[str]
) -> Iterator[Decision | Feedback]:
    """Yield each record once."""
    done = set(seen)
    for record in records:
        event_id = record.event_id if isinstance(record, Feedback) else record.decision_id
        if event_id not in done:
            done.add(event_id)
            yield record


def _athletes(
    records: Sequence[Decision | Feedback], chains: Mapping[str, PosteriorUpdate]
) -> dict[str, date]:
    last = (chains.get(one) for one in {record.decision_id for record in records})
    told = [row for row in last if row is not None and row.revision > 0]
    return {row.user_id: row.decided_day for row in sorted(told, key=lambda row: row.decided_day)}


def _decided(
    decision: Decision,
    chains: dict[str, PosteriorUpdate],
    waiting: Mapping[str, Sequence[Feedback]],
    learner: Learner,
) -> list[PosteriorUpdate]:
    embedding = _embedding(decision, learner) if learner.takes(decision) else None
    if embedding is None:
        return []
    rows = [opening(decision, embedding)]
    for feedback in waiting.get(decision.decision_id, ()):
        rows.extend(advance(rows[-1], feedback))
    chains[decision.decision_id] = rows[-1]
    return rows


def _said(
    feedback: Feedback, chains: dict[str, PosteriorUpdate], learner: Learner
) -> list[PosteriorUpdate]:
    last = chains.get(feedback.decision_id)
    if last is None:
        return [_waiting(feedback, learner)] if learner.experiment is None else []
    rows = list(advance(last, feedback))
    chains[feedback.decision_id] = rows[-1]
    return rows


def _waiting(feedback: Feedback, learner: Learner) -> PosteriorUpdate:
    day = decided_day(feedback.decision_id)
    return PosteriorUpdate(
        event_id=feedback.event_id,
        event_seq=WAITING_SEQ,
        decision_id=feedback.decision_id,
        revision=-1,
        user_id=feedback.user_id,
        learner=learner.name,
        action=NO_ACTION,
        event_day=day,
        decided_day=day,
        encoder_version="",
        sign=0,
        weight=0,
        r=0,
        phi=[],
        known=json.dumps(to_json(feedback)),
    )


def _embedding(decision: Decision, learner: Learner) -> Embedding | None:
    """Return phi as recorded, or by our encoder of the recorded context; None without either."""
    encoder = learner.encoder
    if decision.encoder_version == encoder.version and decision.phi:
        phi = tuple(decision.phi)
    elif len(decision.context) == len(FEATURES):
        phi = tuple(int(v) for v in encoder.embed(context_array(decision.context)[None, :])[0])
    else:
        return None
    return Embedding(encoder_version=encoder.version, learner=learner.name, phi=phi)
