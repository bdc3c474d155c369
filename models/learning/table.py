"""Rows of gold.training_rows from one athlete's chronicle, with nothing of the future."""

from datetime import datetime

from models.domain.decisions import Decision, Slot
from models.domain.events import Feedback
from models.domain.ids import decided_day
from models.domain.rows import SlotOutcome, TrainingRow
from models.features.catalogue import FEATURES, service_hash
from models.learning.chronicle import Chronicle
from models.learning.known import Known
from models.learning.mornings import answers, closing, is_due
from models.learning.revisions import Embedding, components, opening, replay
from models.learning.reward import final_reward
from models.policy.completion import SUCCESS_SHARE

GENERATED = "generated"
"""Tag of decisions about generated athletes, and their `origin`: only such history bootstraps."""
NOBODY = Embedding(encoder_version="", learner="", phi=())


def training_rows(chronicle: Chronicle, as_of: datetime) -> list[TrainingRow]:
    """Return one row per decision made by `as_of`; open ones have no reward yet."""
    made = [d for d in chronicle.decisions if d.decided_at <= as_of]
    return [_row(chronicle, decision, as_of) for decision in made]


def _row(chronicle: Chronicle, decision: Decision, as_of: datetime) -> TrainingRow:
    known = _known(chronicle, decision, as_of)
    parts = components(known)
    final = known.reward is not None and not (known.reward.censored or known.censored)
    slate = _outcomes(chronicle, decision)
    return TrainingRow(
        decision_id=decision.decision_id,
        user_id=decision.user_id,
        decided_at=decision.decided_at,
        decided_day=decided_day(decision.decision_id),
        day_index=(decision.decided_at.date() - chronicle.decisions[0].decided_at.date()).days + 1,
        origin=_origin(decision),
        context=_context(chronicle, decision),
        feature_service_hash=decision.feature_service_hash if decision.context else service_hash(),
        allowed_actions=list(decision.allowed_actions),
        exploration_set=list(decision.exploration_set),
        action=decision.action,
        action_probability=decision.action_probability,
        action_probabilities=list(decision.action_probabilities),
        rules_action=decision.rules_action,
        exploring=decision.exploring,
        superseded=decision.superseded_by is not None,
        segment=decision.segment,
        policy_name=decision.policy_name,
        learner=decision.learner,
        slate=slate,
        completion=parts.completion if known.reward else None,
        motivation=parts.motivation,
        goal=parts.goal,
        recovery=parts.recovery,
        burden=parts.burden,
        reward=final_reward(parts) if final else None,
        success=_success(slate, known) if final else None,
        phi=list(decision.phi),
    )


def _known(chronicle: Chronicle, decision: Decision, as_of: datetime) -> Known:
    """Return what the learner knows of a decision; a close that nobody published is derived."""
    said = chronicle.feedback.get(decision.decision_id, ())
    events: list[Feedback] = [f for f in said if f.recorded_at <= as_of]
    if is_due(chronicle, decision, as_of):
        events.append(closing(chronicle, decision))
    return Known.of(replay(opening(decision, NOBODY), events)[-1].known)


def _origin(decision: Decision) -> str:
    if decision.context:
        return "served"
    return GENERATED if GENERATED in decision.tags else "history"


def _context(chronicle: Chronicle, decision: Decision) -> list[float | None]:
    """Return the recorded context where there is one, else the point-in-time join."""
    if decision.context:
        return list(decision.context)
    context = chronicle.context(decision.decided_at)
    if len(context) != len(FEATURES):
        raise ValueError(f"context of {len(context)} columns, expected {len(FEATURES)}")
    return context


def _outcomes(chronicle: Chronicle, decision: Decision) -> list[SlotOutcome]:
    said = answers(chronicle, decision)
    return [_outcome(slot, said.get(slot.activity_id)) for slot in decision.slate]


def _outcome(slot: Slot, answer: Feedback | None) -> SlotOutcome:
    return SlotOutcome(
        slot=slot.slot,
        catalogue_id=slot.catalogue_id,
        probability=slot.probability,
        planned_minutes=slot.planned_minutes,
        intensity=slot.intensity,
        reported=answer is not None,
        completed=bool(answer and answer.completed),
        motivation_before=answer.motivation_before if answer else None,
        motivation_after=answer.motivation_after if answer else None,
    )


def _success(slate: list[SlotOutcome], known: Known) -> bool:
    """Return plan success (statistics.md 5): >= 80 % of the minutes, no red morning."""
    planned = sum(s.planned_minutes for s in slate)
    done = sum(s.planned_minutes for s in slate if s.completed)
    red = known.reward is not None and bool(known.reward.red_readiness)
    return planned > 0 and done >= SUCCESS_SHARE * planned and not red
