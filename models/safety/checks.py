"""What each safety rule asks: whether it is in force today, and what it then removes.

In order: the first check that removes an activity or action gives its reason. Every check only
ever removes, so one more injury, symptom or point of pain can't allow anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from models.catalogue.actions import Action
from models.catalogue.activities import Activity
from models.safety.conditions import EXPECTING, NO_MEDITATION
from models.safety.limits import (
    FAMILY_CHANGES,
    PROGRESSIVE_PAUSE_H,
    lifts_hard,
    lifts_too_much,
    progressive,
    spike,
)
from models.safety.profile import Injury
from models.safety.readiness import EMERGENCY_SYMPTOMS
from models.safety.situation import View
from models.safety.vitals import worst

PAIN_LOADED = 3
"""From this pain on, its site is not loaded."""
UNNAMED = "other"
"""A site or symptom that the athlete could not name."""
SCREENING_HOLDS = timedelta(days=365)
ADULT = 18
MEDITATE, INTENSIFY, STRENGTHEN = 2, 1, 8
PUSHING = frozenset({1, 6, 8, 9})
REFERRED = frozenset({2, 4, 5, 7, 10})
"""All that is left while a professional has not been asked."""
NO_CHANGE = frozenset({"steady", "ease"})
"""Families that never count as one change too many: keeping to the plan, and easing off."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Check(Generic[Item]):
    """One question of a rule."""

    rule: str
    in_force: Callable[[View], bool]
    removes: Callable[[View, Item], bool | str]
    """A word is the body site that the reason names."""

    def reason(self, view: View, item: Item) -> str | None:
        """Return the reason for removing an item; None where it may stay."""
        found = self.removes(view, item)
        if isinstance(found, str):
            return f"{self.rule}_{found}" if found else None
        return self.rule if found else None


def _always(_view: View) -> bool:
    return True


def _not_green(view: View) -> bool:
    return not view.green


def _red(view: View) -> bool:
    return view.readiness == "red"


def _referred(view: View) -> bool:
    return view.refer


def _hard(_view: View, activity: Activity) -> bool:
    return activity.intensity == "High"


def _not_low(_view: View, activity: Activity) -> bool:
    return activity.intensity != "Low"


def _steps_up(_view: View, action: Action) -> bool:
    return action.progressive


def _only(action_id: int) -> Callable[[View, Action], bool]:
    return lambda _view, action: action.id == action_id


def _needs_more(view: View, activity: Activity) -> bool:
    return bool(set(activity.equipment) - set(view.now.profile.equipment))


def _too_long(view: View, activity: Activity) -> bool:
    return activity.minutes > view.now.minutes_available


def _injured(view: View) -> bool:
    return any(injury.status != "past" for injury in view.now.profile.injuries)


def _loads_injury(view: View, activity: Activity) -> str:
    injuries = view.now.profile.injuries
    return next((one.site for one in injuries if _spares(one, activity)), "")


def _spares(injury: Injury, activity: Activity) -> bool:
    """Return whether an injury forbids an activity."""
    if injury.status == "past":
        return False
    active = injury.status == "active"
    if injury.site == UNNAMED:
        # nobody knows what loads it, so it caps the intensity instead
        return activity.intensity == "High" or (active and activity.intensity != "Low")
    return injury.site in activity.loads_sites and (active or activity.intensity != "Low")


def _hurts(view: View) -> bool:
    return view.pain >= PAIN_LOADED


def _loads_pain(view: View, activity: Activity) -> str:
    site = view.said.pain_site or UNNAMED
    loaded = activity.intensity != "Low" if site == UNNAMED else site in activity.loads_sites
    return site if loaded else ""


def _unnamed_symptom(view: View) -> bool:
    return UNNAMED in view.said.symptoms


def _screening_due(view: View) -> bool:
    """Return whether the answers are too old; an old yes still refers."""
    profile, today = view.now.profile, view.now.today
    if not profile.screening or today is None:
        return False
    return profile.screened_on is None or today - profile.screened_on > SCREENING_HOLDS


def _conditions(view: View) -> bool:
    return bool(view.now.profile.conditions)


def _contraindicated(view: View, activity: Activity) -> bool:
    return not set(activity.contraindications).isdisjoint(view.now.profile.conditions)


def _expecting(view: View) -> bool:
    return not EXPECTING.isdisjoint(view.now.profile.conditions)


def _no_meditation(view: View) -> bool:
    return not NO_MEDITATION.isdisjoint(view.now.profile.conditions)


def _meditation(_view: View, activity: Activity) -> bool:
    return activity.type == "meditation"


def _minor(view: View) -> bool:
    """Return whether the athlete may be under 18: only the year of birth is known."""
    born, today = view.now.profile.birth_year, view.now.today
    return born is not None and today is not None and today.year - born <= ADULT


def _spike(view: View, activity: Activity) -> bool:
    return spike(activity, view.now.body, view.template, green=view.green)


def _strains(view: View, activity: Activity) -> bool:
    return activity.intensity == "High" or progressive(activity, view.now.body)


def _lifted(view: View) -> bool:
    return lifts_too_much(view.now.body)


def _lifts(_view: View, activity: Activity) -> bool:
    return lifts_hard(activity)


def _not_referred(_view: View, action: Action) -> bool:
    return action.id not in REFERRED


def _pushes(_view: View, action: Action) -> bool:
    return action.id in PUSHING


def _stepped_up(view: View) -> bool:
    pause = view.now.hours_since_progressive
    return pause is not None and pause < PROGRESSIVE_PAUSE_H


def _changed_enough(view: View) -> bool:
    return view.now.last_family is not None and view.now.family_changes_7d >= FAMILY_CHANGES


def _changes(view: View, action: Action) -> bool:
    planned = view.template.day(view.now.weekday).action
    return action.id != planned and action.family not in {view.now.last_family, *NO_CHANGE}


def _rested(view: View) -> bool:
    return view.now.rest_like_this_week >= view.template.rest_like_per_week


def _rests(_view: View, action: Action) -> bool:
    return action.rest_like


def _red_flag(view: View) -> bool:
    return bool(set(view.said.symptoms) & EMERGENCY_SYMPTOMS)


def _red_flag_vital(view: View) -> bool:
    return worst(view.now.vitals) == "emergency"


EMERGENCIES: tuple[tuple[str, Callable[[View], bool]], ...] = (
    ("red_flag", _red_flag),
    ("red_flag_vital", _red_flag_vital),
)
"""Rules that leave nothing."""
ACTIVITY_CHECKS: tuple[Check[Activity], ...] = (
    Check("equipment", _always, _needs_more),
    Check("time", _always, _too_long),
    Check("injury", _injured, _loads_injury),
    Check("pain", _hurts, _loads_pain),
    Check("refer", _referred, _not_low),
    Check("contraindicated", _conditions, _contraindicated),
    Check("meditation", _no_meditation, _meditation),
    Check("pregnancy", _expecting, _hard),
    Check("minor", _minor, _hard),
    Check("symptom", _unnamed_symptom, _hard),
    Check("screening_due", _screening_due, _hard),
    Check("low_readiness", _red, _not_low),
    Check("session_spike", _always, _spike),
    Check("low_readiness", _not_green, _strains),
    Check("lift_progression", _lifted, _lifts),
)
ACTION_CHECKS: tuple[Check[Action], ...] = (
    Check("refer", _referred, _not_referred),
    Check("meditation", _no_meditation, _only(MEDITATE)),
    Check("pregnancy", _expecting, _steps_up),
    Check("minor", _minor, _only(INTENSIFY)),
    Check("symptom", _unnamed_symptom, _steps_up),
    Check("screening_due", _screening_due, _steps_up),
    Check("low_readiness", _not_green, _steps_up),
    Check("low_readiness", _red, _pushes),
    Check("lift_progression", _lifted, _only(STRENGTHEN)),
    Check("progressive_72h", _stepped_up, _steps_up),
    Check("family_changes", _changed_enough, _changes),
    Check("rest_quota", _rested, _rests),
)
