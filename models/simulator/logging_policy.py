"""The policy that made the history: half rules, half uniform, through the same gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from models.catalogue.actions import actions
from models.catalogue.templates import Template, template_for
from models.domain.decisions import ACTIONS, FEATURE_SERVICE, SCHEMA_VERSION, Decision, Slot
from models.features.catalogue import service_hash
from models.features.request import CheckinFacts
from models.policy.decide import candidates_of
from models.policy.draw import drawn_action
from models.policy.rules import rules_action
from models.policy.segment import segment
from models.policy.slate import VERSION as SLATE_VERSION
from models.policy.slate import DrawnSlate, SlateRequest, draw_slate
from models.safety.gate import Screening, Situation, screen
from models.safety.profile import Profile

NAME, VERSION, LEARNER = "rules+uniform", "rules+uniform-2", "history"
UNIFORM_SHARE = 0.5
SLATE_MIN, SLATE_MAX = 5, 7
GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Made:
    """An earlier decision."""

    at: datetime
    action: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One athlete on one morning, as the gate and the rules see them."""

    profile: Profile
    checkin: CheckinFacts | None
    body: dict[str, float | None]
    at: datetime
    """With the athlete's own offset."""
    decision_id: str
    seed: int
    first_activity_id: int
    made: Sequence[Made] = field(default_factory=tuple)

    @property
    def template(self) -> Template:
        """Return the athlete's plan template."""
        p = self.profile
        return template_for(p.goal, p.experience, p.days_per_week)


Chances = Callable[[Screening, int], list[float]]
"""What the gate leaves and what the rules would do -> probability of each of the 12 actions."""


def half_and_half(screening: Screening, rules: int) -> list[float]:
    """Return the logging policy's probabilities."""
    return probabilities(screening.allowed_actions, rules)


def decide(question: Question, chances: Chances = half_and_half) -> Decision | None:
    """Return the logged decision; None where the gate leaves nothing."""
    screening = screen(situation(question))
    if not screening.allowed_actions:
        return None
    weekday = question.at.weekday()
    rules = rules_action(question.template, screening.readiness, weekday, screening.allowed_actions)
    p = chances(screening, rules)
    action = drawn_action(p, question.seed)
    slate = slate_for(question, screening, action)
    return _record(question, screening, (action, rules, p), slate)


def slate_for(question: Question, screening: Screening, action: int) -> DrawnSlate:
    """Return the slate that a question gets under an action: the same for every policy."""
    return draw_slate(
        SlateRequest(
            candidates=candidates_of(action, screening.allowed_activities, SLATE_MIN),
            scores={},
            minutes=question.profile.minutes_per_day,
            seed=question.seed,
            temperature=1.0,
            length_min=SLATE_MIN,
            length_max=SLATE_MAX,
        )
    )


def probabilities(allowed: Sequence[int], rules: int) -> list[float]:
    """Return the logging policy's exact probability of each of the 12 actions."""
    even = UNIFORM_SHARE / len(allowed)
    return [
        (even if a in allowed else 0.0) + ((1.0 - UNIFORM_SHARE) if a == rules else 0.0)
        for a in range(ACTIONS)
    ]


def situation(question: Question) -> Situation:
    """Return what the gate is asked."""
    at, made = question.at, question.made
    catalogue = actions()
    week = [m for m in made if at - m.at <= timedelta(days=7)]
    families = [catalogue[m.action].family for m in week]
    pushed = [m for m in made if catalogue[m.action].progressive]
    calendar = at.isocalendar()[:2]
    rests = sum(catalogue[m.action].rest_like and m.at.isocalendar()[:2] == calendar for m in week)
    return Situation(
        profile=question.profile,
        checkin=question.checkin,
        body=question.body,
        weekday=at.weekday(),
        today=at.date(),
        hours_since_progressive=(at - pushed[-1].at).total_seconds() / 3600 if pushed else None,
        family_changes_7d=sum(a != b for a, b in pairwise(families)),
        last_family=catalogue[made[-1].action].family if made else None,
        minutes_available=question.profile.minutes_per_day,
        rest_like_this_week=rests,
    )


def _record(
    question: Question,
    screening: Screening,
    drawn: tuple[int, int, list[float]],
    slate: DrawnSlate,
) -> Decision:
    action, rules, p = drawn
    body = question.body
    name, known = segment(body.get("anxiety_7d_mean"), body.get("active_minutes_14d_mean"))
    return Decision(
        schema_version=SCHEMA_VERSION,
        decision_id=question.decision_id,
        user_id=question.profile.user_id,
        decided_at=question.at,
        feature_service=FEATURE_SERVICE,
        feature_service_hash=service_hash(),
        segment=name,
        segment_known=known,
        readiness=screening.readiness,
        allowed_actions=list(screening.allowed_actions),
        removed=list(screening.removed),
        action=action,
        action_probability=p[action],
        action_probabilities=p,
        slate=_slots(slate, question.first_activity_id),
        slot_probabilities=list(slate.probabilities),
        seed=str(question.seed),
        epsilon=UNIFORM_SHARE,
        policy_name=NAME,
        policy_version=VERSION,
        learner=LEARNER,
        rung="champion",
        propensity_method="exact-mixture",
        exploration_set=list(screening.allowed_actions),
        slate_policy_version=SLATE_VERSION,
        temperature=1.0,
        slate_forced=slate.forced,
        reward_definition="r1",
        rules_action=rules,
        planned_dose=question.template.day(question.at.weekday()).dose,
        tags={GENERATED: "models.simulator"},
        **_unlearned(),
    )


def _unlearned() -> dict[str, Any]:
    """Return the fields of a record that only a learning policy fills."""
    return {
        **{"context": [], "context_timestamps": {}, "phi": [], "value_mean": [], "value_sd": []},
        **{"posterior_version": "", "population_version": "", "encoder_version": None},
        **{"athlete_state_version": 0, "code_version": ""},
    }


def _slots(slate: DrawnSlate, first_id: int) -> list[Slot]:
    return [
        Slot(
            activity_id=first_id + place.slot - 1,
            catalogue_id=place.catalogue_id,
            slot=place.slot,
            probability=place.probability,
            planned_minutes=place.planned_minutes,
            intensity=place.intensity,
            completion_probability=None,
        )
        for place in slate.slots
    ]
