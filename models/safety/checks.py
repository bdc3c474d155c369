"""What each safety rule removes while it is in force.

In order: the first check that removes an activity or action gives its reason. Every check only
ever removes, so one more injury, symptom or point of pain can't allow anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.catalogue.actions import Action
from models.catalogue.activities import Activity
from models.safety import forces
from models.safety.limits import lifts_hard
from models.safety.profile import Injury
from models.safety.situation import View

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

    def reason(self, found: bool | str) -> str:  # noqa: FBT001 - what `removes` returned
        """Return the reason of a removal as records carry it."""
        return f"{self.rule}_{found}" if isinstance(found, str) else self.rule


def _hard(_view: View, activity: Activity) -> bool:
    return activity.intensity == "High"


def _not_low(_view: View, activity: Activity) -> bool:
    return activity.intensity != "Low"


def _needs_more(view: View, activity: Activity) -> bool:
    return not view.equipment.issuperset(activity.equipment)


def _too_long(view: View, activity: Activity) -> bool:
    return activity.minutes > view.now.minutes_available


def _loads_injury(view: View, activity: Activity) -> str:
    injuries = view.now.profile.injuries
    return next((one.site for one in injuries if _spares(one, activity)), "")


def _spares(injury: Injury, activity: Activity) -> bool:
    """Return whether an injury forbids an activity."""
    if injury.status == "past":
        return False
    active = injury.status == "active"
    if injury.site == forces.UNNAMED:
        # nobody knows what loads it, so it caps the intensity instead
        return activity.intensity == "High" or (active and activity.intensity != "Low")
    return injury.site in activity.loads_sites and (active or activity.intensity != "Low")


def _loads_pain(view: View, activity: Activity) -> str:
    site = view.said.pain_site or forces.UNNAMED
    unnamed = site == forces.UNNAMED
    loaded = activity.intensity != "Low" if unnamed else site in activity.loads_sites
    return site if loaded else ""


def _contraindicated(view: View, activity: Activity) -> bool:
    return not view.conditions.isdisjoint(activity.contraindications)


def _meditates(_view: View, activity: Activity) -> bool:
    return activity.type == "meditation"


def _spikes(view: View, activity: Activity) -> bool:
    return activity.planned_load > view.session_limit


def _strains(view: View, activity: Activity) -> bool:
    return activity.intensity == "High" or activity.planned_load > view.usual_limit


def _lifts_hard(_view: View, activity: Activity) -> bool:
    return lifts_hard(activity)


def _only(action_id: int) -> Callable[[View, Action], bool]:
    return lambda _view, action: action.id == action_id


def _steps_up(_view: View, action: Action) -> bool:
    return action.progressive


def _not_gentle(_view: View, action: Action) -> bool:
    return action.id not in REFERRED


def _pushes(_view: View, action: Action) -> bool:
    return action.id in PUSHING


def _changes(view: View, action: Action) -> bool:
    planned = view.template.day(view.now.weekday).action
    return action.id != planned and action.family not in {view.now.last_family, *NO_CHANGE}


def _rests(_view: View, action: Action) -> bool:
    return action.rest_like


EMERGENCIES: tuple[tuple[str, Callable[[View], bool]], ...] = (
    ("red_flag", forces.red_flag),
    ("red_flag_vital", forces.red_flag_vital),
)
"""Rules that leave nothing."""
ACTIVITY_CHECKS: tuple[Check[Activity], ...] = (
    Check("equipment", forces.always, _needs_more),
    Check("time", forces.always, _too_long),
    Check("injury", forces.injured, _loads_injury),
    Check("pain", forces.hurts, _loads_pain),
    Check("refer", forces.referred, _not_low),
    Check("meditation", forces.no_meditation, _meditates),
    Check("pregnancy", forces.expecting, _hard),
    Check("minor", forces.minor, _hard),
    Check("symptom", forces.unnamed_symptom, _hard),
    Check("screening_due", forces.screening_due, _hard),
    Check("contraindicated", forces.has_condition, _contraindicated),
    Check("low_readiness", forces.red, _not_low),
    Check("session_spike", forces.always, _spikes),
    Check("low_readiness", forces.not_green, _strains),
    Check("lift_progression", forces.lifted_enough, _lifts_hard),
)
ACTION_CHECKS: tuple[Check[Action], ...] = (
    Check("refer", forces.referred, _not_gentle),
    Check("meditation", forces.no_meditation, _only(MEDITATE)),
    Check("pregnancy", forces.expecting, _steps_up),
    Check("minor", forces.minor, _only(INTENSIFY)),
    Check("symptom", forces.unnamed_symptom, _steps_up),
    Check("screening_due", forces.screening_due, _steps_up),
    Check("low_readiness", forces.not_green, _steps_up),
    Check("low_readiness", forces.red, _pushes),
    Check("lift_progression", forces.lifted_enough, _only(STRENGTHEN)),
    Check("progressive_72h", forces.stepped_up, _steps_up),
    Check("family_changes", forces.changed_enough, _changes),
    Check("rest_quota", forces.rested, _rests),
)
