"""The decision record: everything a replay, the learner and the evaluation need."""

from datetime import UTC, datetime
from typing import Any

from models.domain.decisions import FEATURE_SERVICE, SCHEMA_VERSION, Decision, Removal, Slot
from models.features.catalogue import service_hash
from serving.arms import Treatment
from serving.usecases.draft import Draft
from serving.usecases.moment import Moment

AS_CHOSEN = (
    *("action", "action_probability", "propensity_method", "temperature", "reward_definition"),
    *("policy_version", "population_version", "encoder_version", "slate_policy_version"),
    *("wanted_action", "wanted_activity"),
)
"""What the record has from the choice, under the same names."""


def decision_of(draft: Draft, decision_id: str, slate: list[Slot]) -> Decision:
    """Return the record of a drafted decision whose activities have their row ids."""
    moment, outcome = draft.moment, draft.outcome
    choice, screening, online = outcome.choice, moment.screening, moment.online
    kept = slate[len(choice.slate) :]
    name, known = moment.segment
    return Decision(
        schema_version=SCHEMA_VERSION,
        decision_id=decision_id,
        user_id=moment.facts.profile.user_id,
        decided_at=moment.now,
        context=moment.context,
        context_timestamps=_timestamps(moment),
        feature_service=FEATURE_SERVICE,
        feature_service_hash=service_hash(),
        segment=name,
        segment_known=known,
        readiness=screening.readiness,
        allowed_actions=list(screening.allowed_actions),
        removed=[Removal(kind=r.kind, id=r.id, reason=r.reason) for r in screening.removed],
        action_probabilities=list(choice.action_probabilities),
        slate=slate,
        slot_probabilities=[*choice.slot_probabilities, *({s.catalogue_id: 1.0} for s in kept)],
        seed=moment.seed,
        epsilon=outcome.epsilon,
        policy_name=outcome.policy_name,
        posterior_version=f"{choice.population_version or 'none'}+{online.state_version}",
        athlete_state_version=online.state_version,
        learner=outcome.learner,
        rung=outcome.rung,
        **_exposure(moment.treatment),
        code_version=draft.code_version,
        phi=list(choice.phi),
        value_mean=list(choice.value_mean),
        value_sd=list(choice.value_sd),
        exploration_set=list(screening.exploration_set),
        slate_forced=choice.slate_forced or bool(kept),
        exploring=outcome.exploring and not kept,
        rules_action=moment.rules_action,
        planned_dose=moment.template.day(moment.weekday).dose,
        **{name: getattr(choice, name) for name in AS_CHOSEN},
        tags=_tags(draft),
    )


def _exposure(treatment: Treatment | None) -> dict[str, Any]:
    """Return experiment and variant; a stopped arm's athletes keep theirs."""
    if treatment is None:
        return {}
    return {"experiment": treatment.experiment.id, "variant": treatment.arm}


def _timestamps(moment: Moment) -> dict[str, datetime | None]:
    """Return one event time a view; that of a state is its version in microseconds."""
    version = moment.online.state_version
    return {
        "daily_features": moment.online.daily_at,
        "live_body": moment.online.live_at,
        "athlete_state": datetime.fromtimestamp(version / 1e6, UTC) if version else None,
        "request": moment.facts.checkin_at,
    }


def _tags(draft: Draft) -> dict[str, str]:
    tags = {} if draft.moment.online.available else {"features": "unavailable"}
    if draft.outcome.fell:
        tags["fell"] = draft.outcome.fell
    if draft.kept and draft.replaced is not None:
        tags["kept_from"] = draft.replaced.decision_id
    return tags
