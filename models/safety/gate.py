"""The safety gate: what is allowed today, and a reason for everything that is not.

Rules only ever remove, so one more injury, symptom or point of pain can't allow anything. Easing
off, keeping to the plan and the template's own action of the day are exempt from the limit on
changes of family: there is always a way down, and the rules can always follow their plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.catalogue.actions import Action, actions
from models.catalogue.activities import Activity, activities, fitting
from models.catalogue.templates import Template, template_for
from models.domain.decisions import Removal
from models.features.request import CheckinFacts
from models.safety.limits import FAMILY_CHANGES, PROGRESSIVE_PAUSE_H, progressive, spike
from models.safety.profile import Profile
from models.safety.readiness import (
    EMERGENCY_SYMPTOMS,
    FRESH_H,
    PAIN_RED,
    REFER_SYMPTOMS,
    readiness,
)
from models.safety.vitals import RedFlagVital, worst

PAIN_LOADED = 3
"""From this pain on, its site is not loaded."""
OBSERVED_DAYS = 7.0
PUSHING = frozenset({1, 6, 8, 9})
REFERRED = frozenset({2, 4, 5, 7, 10})
"""All that is left while a professional has not been asked."""
NO_CHANGE = frozenset({"steady", "ease"})
"""Families that never count as one change too many: keeping to the plan, and easing off."""
TEXTS = {
    "ok": "",
    "modify": "Today's plan is adapted to how you are.",
    "refer": "Please talk to a health professional before you train harder; today stays gentle. "
    "fitloop is not a medical device and gives no medical advice.",
    "emergency": "Stop training now. This can be an emergency: call your local "
    "emergency number or have someone take you to emergency care. fitloop cannot help with this.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything the gate looks at."""

    profile: Profile
    checkin: CheckinFacts | None
    body: Mapping[str, float | None]
    """Daily feature name -> value."""
    weekday: int
    """0 = Monday, local."""
    done_today: tuple[int, ...] = ()
    hours_since_progressive: float | None = None
    family_changes_7d: int = 0
    last_family: str | None = None
    minutes_available: int = 30
    rest_like_this_week: int = 0
    vitals: tuple[RedFlagVital, ...] = ()
    """Vital signs of the last day that are beyond their limits."""


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


@dataclass(frozen=True, slots=True)
class _View:
    """A situation with what every rule asks of it."""

    now: Situation
    said: CheckinFacts
    """The check-in while it is fresh, else an empty one."""
    readiness: str
    template: Template
    refer: bool

    @property
    def green(self) -> bool:
        return self.readiness == "green"


def screen(situation: Situation) -> Screening:
    """Return what is allowed; an emergency leaves nothing."""
    view = _view(situation)
    if set(view.said.symptoms) & EMERGENCY_SYMPTOMS:
        return _emergency(view, "red_flag")
    if worst(situation.vitals) == "emergency":
        return _emergency(view, "red_flag_vital")
    unfit = {n: why for n, a in activities().items() if (why := _activity_reason(view, a))}
    allowed = tuple(name for name in activities() if name not in unfit)
    barred = {a.id: why for a in actions() if (why := _action_reason(view, a, set(allowed)))}
    kept, done = _without_done(view, tuple(a.id for a in actions() if a.id not in barred))
    barred |= dict.fromkeys(done, "done_today")
    removed = _listed("action", {str(a): barred[a] for a in sorted(barred)})
    removed += _listed("activity", unfit)
    level = _level(view, removed)
    return Screening(
        level=level,
        text=TEXTS[level],
        readiness=view.readiness,
        allowed_actions=kept,
        exploration_set=_explored(view, kept),
        allowed_activities=allowed,
        removed=removed,
    )


def _view(now: Situation) -> _View:
    fresh = now.checkin is not None and now.checkin.age_h <= FRESH_H
    said = now.checkin if fresh and now.checkin is not None else CheckinFacts()
    profile = now.profile
    refer = bool(set(said.symptoms) & REFER_SYMPTOMS) or any(profile.screening.values())
    refer = refer or bool(now.vitals)
    return _View(
        now,
        said,
        readiness(now.checkin, now.body),
        template_for(profile.goal, profile.experience, profile.days_per_week),
        refer or (said.pain or 0) >= PAIN_RED,
    )


def _emergency(view: _View, reason: str) -> Screening:
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


def _activity_reason(view: _View, activity: Activity) -> str | None:
    """Return the first rule that removes an activity."""
    return _out_of_reach(view, activity) or _hurting(view, activity) or _too_hard(view, activity)


def _out_of_reach(view: _View, activity: Activity) -> str | None:
    if set(activity.equipment) - set(view.now.profile.equipment):
        return "equipment"
    return "time" if activity.minutes > view.now.minutes_available else None


def _hurting(view: _View, activity: Activity) -> str | None:
    for injury in view.now.profile.injuries:
        strict = injury.status == "active" or activity.intensity != "Low"
        if injury.status != "past" and strict and injury.site in activity.loads_sites:
            return f"injury_{injury.site}"
    site = view.said.pain_site
    loaded = site is not None and site in activity.loads_sites
    return f"pain_{site}" if loaded and (view.said.pain or 0) >= PAIN_LOADED else None


def _too_hard(view: _View, activity: Activity) -> str | None:
    low = activity.intensity == "Low"
    if view.refer and not low:
        return "refer"
    if view.readiness == "red" and not low:
        return "low_readiness"
    if spike(activity, view.now.body, view.template, green=view.green):
        return "session_spike"
    strained = activity.intensity == "High" or progressive(activity, view.now.body)
    return "low_readiness" if strained and not view.green else None


def _action_reason(view: _View, action: Action, allowed: set[str]) -> str | None:
    """Return the first rule that removes an action."""
    if view.refer and action.id not in REFERRED:
        return "refer"
    if action.progressive and not view.green:
        return "low_readiness"
    if action.id in PUSHING and view.readiness == "red":
        return "low_readiness"
    return _paced(view, action) or _unfilled(action, allowed)


def _paced(view: _View, action: Action) -> str | None:
    now = view.now
    pause = now.hours_since_progressive
    if action.progressive and pause is not None and pause < PROGRESSIVE_PAUSE_H:
        return "progressive_72h"
    planned = view.template.day(now.weekday).action
    free = action.id == planned or action.family in {now.last_family, *NO_CHANGE}
    if now.last_family is not None and not free and now.family_changes_7d >= FAMILY_CHANGES:
        return "family_changes"
    rested = now.rest_like_this_week >= view.template.rest_like_per_week
    return "rest_quota" if action.rest_like and rested else None


def _unfilled(action: Action, allowed: set[str]) -> str | None:
    fits = any(a.catalogue_id in allowed for a in fitting(action.id))
    return None if fits else "no_activity"


def _without_done(view: _View, allowed: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (allowed, removed): an action done today comes back only if nothing else is left."""
    left = tuple(a for a in allowed if a not in view.now.done_today)
    return (left, tuple(a for a in allowed if a not in left)) if left else (allowed, ())


def _explored(view: _View, allowed: tuple[int, ...]) -> tuple[int, ...]:
    """Return E: uniform exploration never makes a newcomer progress (statistics.md 2)."""
    observed = view.now.body.get("observed_days_28d") or 0.0
    if view.green and observed >= OBSERVED_DAYS:
        return allowed
    return tuple(a for a in allowed if not actions()[a].progressive)


def _level(view: _View, removed: tuple[Removal, ...]) -> str:
    if view.refer:
        return "refer"
    hurt = any(r.reason.startswith(("injury_", "pain_")) for r in removed)
    return "modify" if hurt or view.readiness in {"red", "yellow"} else "ok"


def _listed(kind: str, reasons: Mapping[str, str]) -> tuple[Removal, ...]:
    return tuple(Removal(kind=kind, id=name, reason=why) for name, why in reasons.items())
