"""The safety gate: what is allowed today, and a reason for everything that is not.

One pure function; the API, the coach, the simulator and, through the records, the training data all
have their allowed actions and activities from it. Rules (`models.safety.rules`) only ever remove,
so one more injury, symptom or point of pain can't allow anything: only an action already done
today comes back, where nothing else is left. Easing off, keeping to the plan and the template's own
action of the day are exempt from the limit on changes of family: there is always a way down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.catalogue.actions import Action, actions
from models.catalogue.activities import activities, fitting
from models.domain.decisions import Removal
from models.safety.checks import ACTION_CHECKS, ACTIVITY_CHECKS, EMERGENCIES, Check, Item
from models.safety.rules import rule_of
from models.safety.situation import Situation, View, view_of

__all__ = ["TEXTS", "Screening", "Situation", "screen"]

OBSERVED_DAYS = 7.0
TEXTS = {
    "ok": "",
    "modify": "Today's plan is adapted to how you are.",
    "refer": "Please talk to a health professional before you train harder; today stays gentle. "
    "fitloop is not a medical device and gives no medical advice.",
    "emergency": "Stop training now. This can be an emergency: call your local "
    "emergency number or have someone take you to emergency care. fitloop cannot help with this.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The gate's word."""

    level: str
    """ok | modify | refer | emergency."""
    text: str
    readiness: str
    allowed_actions: tuple[int, ...]
    exploration_set: tuple[int, ...]
    allowed_activities: tuple[str, ...]
    """Ascending."""
    removed: tuple[Removal, ...]


def screen(situation: Situation) -> Screening:
    """Return what is allowed; an emergency leaves nothing."""
    view = view_of(situation)
    for rule, in_force in EMERGENCIES:
        if in_force(view):
            return _emergency(view, rule)
    unfit = _unfit(view)
    allowed = tuple(name for name in activities() if name not in unfit)
    barred = _barred(view, set(allowed))
    kept, done = _without_done(view, tuple(a.id for a in actions() if a.id not in barred))
    barred |= dict.fromkeys(done, "done_today")
    removed = _listed("action", {str(a): barred[a] for a in sorted(barred)})
    removed += _listed("activity", unfit)
    level = _level(view, {*barred.values(), *unfit.values()})
    return Screening(
        level=level,
        text=TEXTS[level],
        readiness=view.readiness,
        allowed_actions=kept,
        exploration_set=_explored(view, kept),
        allowed_activities=allowed,
        removed=removed,
    )


def _emergency(view: View, reason: str) -> Screening:
    removed = _listed("action", {str(a.id): reason for a in actions()})
    removed += _listed("activity", dict.fromkeys(activities(), reason))
    return Screening(
        level="emergency",
        text=TEXTS["emergency"],
        readiness=view.readiness,
        allowed_actions=(),
        exploration_set=(),
        allowed_activities=(),
        removed=removed,
    )


def _unfit(view: View) -> dict[str, str]:
    """Return the removed activities, each with its first reason."""
    checks = [check for check in ACTIVITY_CHECKS if check.in_force(view)]
    found = ((name, _first(checks, view, one)) for name, one in activities().items())
    return {name: why for name, why in found if why}


def _barred(view: View, allowed: set[str]) -> dict[int, str]:
    """Return the removed actions, each with its first reason."""
    checks = [check for check in ACTION_CHECKS if check.in_force(view)]
    found = ((one.id, _first(checks, view, one) or _unfilled(one, allowed)) for one in actions())
    return {action: why for action, why in found if why}


def _first(checks: Iterable[Check[Item]], view: View, item: Item) -> str | None:
    for check in checks:
        if found := check.removes(view, item):
            return check.reason(found)
    return None


def _unfilled(action: Action, allowed: set[str]) -> str | None:
    fits = any(a.catalogue_id in allowed for a in fitting(action.id))
    return None if fits else "no_activity"


def _without_done(view: View, allowed: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (allowed, removed): an action done today comes back only if nothing else is left."""
    left = tuple(a for a in allowed if a not in view.now.done_today)
    return (left, tuple(a for a in allowed if a not in left)) if left else (allowed, ())


def _explored(view: View, allowed: tuple[int, ...]) -> tuple[int, ...]:
    """Return E: uniform exploration never makes a newcomer progress (statistics.md 2)."""
    observed = view.now.body.get("observed_days_28d") or 0.0
    if view.green and observed >= OBSERVED_DAYS:
        return allowed
    return tuple(a for a in allowed if not actions()[a].progressive)


def _level(view: View, reasons: Iterable[str]) -> str:
    if view.refer:
        return "refer"
    adapted = any(rule_of(reason).severity == "modify" for reason in reasons)
    return "modify" if adapted or view.readiness in {"red", "yellow"} else "ok"


def _listed(kind: str, reasons: Mapping[str, str]) -> tuple[Removal, ...]:
    return tuple(Removal(kind=kind, id=name, reason=why) for name, why in reasons.items())
