"""A change of plan as a delta: what the athlete asks for, within what the gate allows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.catalogue.actions import actions
from models.catalogue.activities import Activity, activities, fitting
from models.safety.gate import Screening

Kind = Literal["easier", "harder", "shorter", "rest", "swap"]
EASIER = (3, 7, 11, 2, 5, 0)
RESTING = (5, 7, 10, 2, 11)
HARDER = (1, 8, 9)
RANK = {"Low": 0, "Moderate": 1, "High": 2}
SHORT_MIN = 5


class Refused(Exception):
    """The gate does not allow the change; the message is its reason code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is asked for."""

    kind: Kind
    minutes: int | None = None
    """`shorter`: what the plan may take; half of it where nobody said."""
    catalogue_id: str | None = None
    """`swap`: what has to go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What the plan becomes: kept places, and how many are drawn anew from what."""

    action: int
    kept: tuple[str, ...]
    draw: int
    choices: tuple[str, ...]


def delta_of(change: Change, action: int, plan: Sequence[str], screening: Screening) -> Delta:
    """Return the delta of a plan (its action and catalogue ids, in order).

    Nothing outside of the screening is ever in it; raises Refused where it leaves no way.
    """
    allowed = tuple(name for name in screening.allowed_activities)
    offered = [activities()[name] for name in plan if name in allowed]
    if not offered:
        raise Refused("nothing_else")
    match change.kind:
        case "easier":
            return _easier(action, offered, screening)
        case "rest":
            return _within(_first(RESTING, screening, action), offered, screening, 0)
        case "harder":
            return _harder(offered, screening)
        case "shorter":
            return _shorter(change.minutes, action, offered, screening)
        case "swap":
            return _swap(change.catalogue_id, action, offered, screening)


def _easier(action: int, plan: list[Activity], gate: Screening) -> Delta:
    hardest = max((RANK[a.intensity] for a in plan), default=0)
    limit = max(hardest - 1, 0)
    return _within(_first(EASIER, gate, action), plan, gate, limit)


def _within(action: int, plan: list[Activity], gate: Screening, limit: int) -> Delta:
    """Keep what is gentle enough and fits the action; draw the other places from the same."""
    fits = [a for a in fitting(action) if a.catalogue_id in gate.allowed_activities]
    gentle = {a.catalogue_id for a in fits if RANK[a.intensity] <= limit}
    kept = tuple(a.catalogue_id for a in plan if a.catalogue_id in gentle)
    choices = tuple(sorted(gentle - set(kept)))
    return Delta(
        action=action, kept=kept, draw=min(len(plan) - len(kept), len(choices)), choices=choices
    )


def _harder(plan: list[Activity], gate: Screening) -> Delta:
    allowed = [a for a in HARDER if a in gate.allowed_actions]
    if not allowed:
        raise Refused(_reason(gate, HARDER[0]))
    exercises = [a for a in plan if a.type == "exercise"]
    lightest = min(exercises or plan, key=lambda a: (a.planned_load, a.catalogue_id))
    kept = tuple(a.catalogue_id for a in plan if a is not lightest)
    choices = tuple(
        a.catalogue_id
        for a in fitting(allowed[0])
        if a.catalogue_id in gate.allowed_activities
        and a.catalogue_id not in kept
        and a.planned_load > lightest.planned_load
    )
    if not choices:
        raise Refused("nothing_harder")
    return Delta(action=allowed[0], kept=kept, draw=1, choices=choices)


def _shorter(minutes: int | None, action: int, plan: list[Activity], gate: Screening) -> Delta:
    total = sum(a.minutes for a in plan)
    left = max(total // 2 if minutes is None else minutes, SHORT_MIN)
    kept: list[str] = []
    for one in sorted(plan, key=lambda a: a.type != "exercise"):
        if one.minutes <= left:
            kept.append(one.catalogue_id)
            left -= one.minutes
    if kept:
        inside = tuple(a.catalogue_id for a in plan if a.catalogue_id in kept)
        return Delta(action=action, kept=inside, draw=0, choices=())
    brief = [activities()[n] for n in gate.allowed_activities if activities()[n].minutes <= left]
    if not brief:
        raise Refused("nothing_shorter")
    return Delta(action=action, kept=(), draw=1, choices=tuple(a.catalogue_id for a in brief))


def _swap(out: str | None, action: int, plan: list[Activity], gate: Screening) -> Delta:
    names = [a.catalogue_id for a in plan]
    if out not in names:
        raise Refused("not_in_plan")
    kept = tuple(n for n in names if n != out)
    fits = {a.catalogue_id for a in fitting(action)} & set(gate.allowed_activities)
    choices = tuple(sorted(fits - set(names)))
    if not choices:
        raise Refused("nothing_else")
    return Delta(action=action, kept=kept, draw=1, choices=choices)


def _first(wanted: Sequence[int], gate: Screening, action: int) -> int:
    """Return the first wanted action that is allowed; what stands where none of them is."""
    if action in wanted and action in gate.allowed_actions:
        return action
    return next((a for a in wanted if a in gate.allowed_actions), action)


def _reason(gate: Screening, action: int) -> str:
    removed = (r.reason for r in gate.removed if r.kind == "action" and r.id == str(action))
    return next(removed, f"{actions()[action].key} is not allowed")
