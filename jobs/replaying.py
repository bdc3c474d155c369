"""The log through an encoder: rows of `posterior_updates`, as the stream would have made them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from infra.settings import Settings
from jobs.event_log import decisions_and_feedback
from jobs.records import read_columns
from models.domain.decisions import Decision
from models.domain.rows import PosteriorUpdate
from models.domain.tables import TRAINING_ROWS
from models.experiments.definition import arm_learns
from models.features.catalogue import FEATURES
from models.learning.revisions import Embedding, opening, replay_log
from models.policy.encoder import Encoder, context_array

Contexts = Mapping[str, list[float | None]]
"""Per decision of imported history: its features as of `decided_at`."""


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose rows: an encoder and the key its sums stand under."""

    encoder: Encoder
    name: str
    experiment: str | None = None
    """Of an arm's learner: the run-in and its own decisions only."""


def joined_contexts(settings: Settings) -> Contexts:
    """Return the contexts that the training set joined to decisions without one."""
    held = read_columns(TRAINING_ROWS, settings, columns=["decision_id", "context"])
    ids, contexts = held["decision_id"].to_pylist(), held["context"].to_pylist()
    return dict(zip(ids, contexts, strict=True))


def replayed(settings: Settings, learner: Learner) -> list[PosteriorUpdate]:
    """Return the rows of the whole log for a learner."""
    decisions, feedback = decisions_and_feedback(settings)
    if learner.experiment is not None:
        decisions = [one for one in decisions if arm_learns(one, learner.experiment)]
    return replay_log(openings(decisions, learner, joined_contexts(settings)), feedback)


def openings(
    decisions: Sequence[Decision], learner: Learner, joined: Contexts
) -> list[PosteriorUpdate]:
    """Return each decision's first row; one of another feature service can't be learnt from."""
    known = [(d, d.context or joined.get(d.decision_id, [])) for d in decisions]
    usable = [(d, context) for d, context in known if len(context) == len(FEATURES)]
    return [opening(d, _embedding(d, context, learner)) for d, context in usable]


def _embedding(decision: Decision, context: Iterable[float | None], learner: Learner) -> Embedding:
    """Return phi as recorded, or of another encoder's record by the same function."""
    encoder = learner.encoder
    if decision.encoder_version == encoder.version and decision.phi:
        phi = tuple(decision.phi)
    else:
        row = encoder.embed(context_array(list(context))[None, :])[0]
        phi = tuple(int(v) for v in np.asarray(row))
    return Embedding(encoder_version=encoder.version, learner=learner.name, phi=phi)
