"""When a safety rule is in force: questions about an athlete's day, whatever might be offered."""

from models.safety.conditions import EXPECTING, NO_MEDITATION
from models.safety.limits import FAMILY_CHANGES, PROGRESSIVE_PAUSE_H, lifts_too_much
from models.safety.readiness import EMERGENCY_SYMPTOMS
from models.safety.screening import due
from models.safety.situation import View
from models.safety.vitals import worst

PAIN_LOADED = 3
"""From this pain on, its site is not loaded."""
UNNAMED = "other"
"""A site or symptom that the athlete could not name."""
ADULT = 18


def always(_view: View) -> bool:
    """Return yes: the rule looks at each item alone."""
    return True


def red_flag(view: View) -> bool:
    """Return whether a symptom is an emergency."""
    return bool(set(view.said.symptoms) & EMERGENCY_SYMPTOMS)


def red_flag_vital(view: View) -> bool:
    """Return whether a vital sign is an emergency."""
    return worst(view.now.vitals) == "emergency"


def referred(view: View) -> bool:
    """Return whether a professional has to be asked first."""
    return view.refer


def screening_due(view: View) -> bool:
    """Return whether the health questions have to be asked again."""
    today = view.now.today
    return today is not None and due(view.now.profile, today)


def injured(view: View) -> bool:
    """Return whether an injury is not past."""
    return any(injury.status != "past" for injury in view.now.profile.injuries)


def hurts(view: View) -> bool:
    """Return whether today's pain spares its site."""
    return view.pain >= PAIN_LOADED


def unnamed_symptom(view: View) -> bool:
    """Return whether the athlete has a symptom that is none of the named ones."""
    return UNNAMED in view.said.symptoms


def has_condition(view: View) -> bool:
    """Return whether there is any state that activities are contraindicated in."""
    return bool(view.conditions)


def expecting(view: View) -> bool:
    """Return whether the athlete is pregnant."""
    return not EXPECTING.isdisjoint(view.conditions)


def no_meditation(view: View) -> bool:
    """Return whether meditation is contraindicated."""
    return not NO_MEDITATION.isdisjoint(view.conditions)


def minor(view: View) -> bool:
    """Return whether the athlete may be under 18: only the year of birth is known."""
    born, today = view.now.profile.birth_year, view.now.today
    return born is not None and today is not None and today.year - born <= ADULT


def not_green(view: View) -> bool:
    """Return whether the day can't take more than usual, or nobody knows."""
    return not view.green


def red(view: View) -> bool:
    """Return whether the day's readiness is red."""
    return view.readiness == "red"


def lifted_enough(view: View) -> bool:
    """Return whether the week's lifting grew faster than a steady build-up."""
    return lifts_too_much(view.now.body)


def stepped_up(view: View) -> bool:
    """Return whether the last progressive action is less than 72 h ago."""
    pause = view.now.hours_since_progressive
    return pause is not None and pause < PROGRESSIVE_PAUSE_H


def changed_enough(view: View) -> bool:
    """Return whether the week had its changes of family."""
    return view.now.last_family is not None and view.now.family_changes_7d >= FAMILY_CHANGES


def rested(view: View) -> bool:
    """Return whether the week had the template's rest-like days."""
    return view.now.rest_like_this_week >= view.template.rest_like_per_week
