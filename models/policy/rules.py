"""The rules: the template's plan, eased by readiness. Comparator, fallback and first champion."""

from dataclasses import dataclass

from models.catalogue.activities import activities
from models.catalogue.templates import Template
from models.domain.decisions import ACTIONS, Slot
from models.learning.reward import DEFINITION
from models.policy.decide import Choice, candidates_of
from models.policy.slate import VERSION as SLATE_VERSION
from models.policy.slate import DrawnSlate, SlateRequest, draw_slate

NAME, VERSION = "rules", "rules-2"
"""A new number with new templates: another policy to evaluate."""
EASED = (7, 3, 11, 5, 2)
"""What the rules fall back to, in this order, when the planned action may not be."""
TEMPERATURE = 1.0
SAFE_REST = ("breathing-4-7-8", "body-scan", "stretch-gentle-5", "walk-easy-10", "evening-review")


def rules_action(template: Template, readiness: str, weekday: int, allowed: tuple[int, ...]) -> int:
    """Return the template's action of the weekday, eased on a red day, among what is allowed.

    Raises ValueError when nothing is allowed.
    """
    if not allowed:
        raise ValueError("no action is allowed: the rules have nothing to choose from")
    planned = template.day(weekday).action
    wanted = (*EASED, planned) if readiness == "red" else (planned, 0, *EASED)
    return next((a for a in wanted if a in allowed), allowed[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesRequest:
    """What the rules rung needs to make a plan."""

    action: int
    allowed_activities: tuple[str, ...]
    minutes: int
    seed: str
    slate_min: int = 5
    slate_max: int = 7


def rules_choice(request: RulesRequest) -> Choice:
    """Return the rules' plan: the action with p = 1, an even-handed slate."""
    candidates = candidates_of(request.action, request.allowed_activities, request.slate_min)
    slate = draw_slate(
        SlateRequest(
            candidates=candidates,
            scores={},
            minutes=request.minutes,
            seed=int(request.seed),
            temperature=TEMPERATURE,
            length_min=request.slate_min,
            length_max=request.slate_max,
        )
    )
    return _certain(request.action, _slots(slate), list(slate.probabilities), forced=slate.forced)


def safe_rest(allowed_activities: tuple[str, ...] | None = None) -> Choice:
    """Return the last rung: a rest day from a fixed list, what the gate removed left out."""
    names = [n for n in SAFE_REST if allowed_activities is None or n in allowed_activities]
    slots = [
        Slot(
            activity_id=0,
            catalogue_id=name,
            slot=index,
            probability=1.0,
            planned_minutes=activities()[name].minutes,
            intensity=activities()[name].intensity,
            completion_probability=None,
        )
        for index, name in enumerate(names, 1)
    ]
    return _certain(5, slots, [{name: 1.0} for name in names], forced=True)


def kept_choice(action: int) -> Choice:
    """Return an action with p = 1 and nothing drawn: every activity of the plan was kept."""
    return _certain(action, [], [], forced=True)


def _slots(slate: DrawnSlate) -> list[Slot]:
    return [
        Slot(
            activity_id=0,
            catalogue_id=s.catalogue_id,
            slot=s.slot,
            probability=s.probability,
            planned_minutes=s.planned_minutes,
            intensity=s.intensity,
            completion_probability=None,
        )
        for s in slate.slots
    ]


def _certain(
    action: int, slots: list[Slot], maps: list[dict[str, float]], *, forced: bool
) -> Choice:
    return Choice(
        action=action,
        action_probability=1.0,
        action_probabilities=[1.0 if a == action else 0.0 for a in range(ACTIONS)],
        value_mean=[None] * ACTIONS,
        value_sd=[None] * ACTIONS,
        phi=[],
        slate=slots,
        slot_probabilities=maps,
        slate_forced=forced,
        temperature=TEMPERATURE,
        slate_policy_version=SLATE_VERSION,
        propensity_method="certain",
        encoder_version=None,
        policy_version=VERSION,
        population_version="",
        reward_definition=DEFINITION,
    )
