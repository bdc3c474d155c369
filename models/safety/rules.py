"""The safety rules as data: id, why in plain words, how severe, from where, what it removes.

The ids are the reasons of the decision record and never change their meaning; what each rule asks
of an athlete stands in `models.safety.checks` under the same id. `models/README.md` has the table.
"""

from dataclasses import dataclass
from functools import cache

SEVERITIES = ("emergency", "refer", "modify", "limit", "plan")
"""Descending: emergency, refer and modify are the levels of facts.md 7; `limit` is a hard limit on
load; `plan` is what fits the day, no matter of safety."""
HARD_LIMITS = frozenset({"emergency", "refer", "modify", "limit"})
"""A plan against one of these is a violation (statistics.md 8)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the gate."""

    id: str
    reason: str
    """In plain words, to the athlete."""
    severity: str
    source: str
    removes: str
    by_site: bool = False
    """Its reason in a record carries the body site: `injury_knee`."""


RULES = (
    Rule(
        "red_flag",
        "What you feel can be an emergency: stop, and call for help.",
        "emergency",
        "ACSM major signs (facts.md 7)",
        "everything: chest pain, fainting, breathlessness at rest, signs of a stroke",
    ),
    Rule(
        "red_flag_vital",
        "A vital sign is far beyond its limit: stop, and call for help.",
        "emergency",
        "ACSM (facts.md 7); numbers are judgement, `models.safety.vitals`",
        "everything: oxygen saturation below 85 %",
    ),
    Rule(
        "refer",
        "Please talk to a health professional before you train harder.",
        "refer",
        "PAR-Q+ and ACSM (facts.md 7); pain >= 7 is judgement (statistics.md 10)",
        "all but low intensity, and every action but 2, 4, 5, 7, 10: any yes in the screening, "
        "dizziness, palpitations, pain of 7 or more, a vital sign beyond its limit",
    ),
    Rule(
        "screening_due",
        "Your health questions are more than a year old: please answer them again.",
        "modify",
        "PAR-Q+, asked again yearly (facts.md 7, from memory)",
        "high intensity and progressive actions, when the answers are older than 365 days or "
        "undated; nobody is held to questions that were never asked",
    ),
    Rule(
        "injury",
        "This loads a part of you that is injured.",
        "modify",
        "PAR-Q+ joint question (facts.md 7); the phases are judgement",
        "what loads the site: all of it while active, all but low intensity while recovering, "
        "nothing once past; at an unnamed site what is not low (active) or is high (recovering)",
        by_site=True,
    ),
    Rule(
        "pain",
        "This loads a part of you that hurts today.",
        "modify",
        "judgement",
        "from a pain of 3 on what loads its site; at an unnamed site all but low intensity",
        by_site=True,
    ),
    Rule(
        "symptom",
        "You told of a symptom that we can't name: today stays below hard.",
        "modify",
        "third level of facts.md 7; judgement",
        "high intensity and progressive actions, with the symptom `other`",
    ),
    Rule(
        "contraindicated",
        "This is not advised with a condition that you told us of.",
        "modify",
        "the activity's contraindications in the catalogue",
        "activities whose contraindications name a condition of the athlete, or what a screening "
        "question, a symptom, a fever, a hurting low back, or mood 1 or anxiety 5 today tells",
    ),
    Rule(
        "pregnancy",
        "In pregnancy plans stay moderate, and nothing is stepped up.",
        "modify",
        "ACOG Committee Opinion 804, 2020 (from memory)",
        "high intensity and progressive actions",
    ),
    Rule(
        "meditation",
        "Meditation can make what you told us of worse.",
        "modify",
        "Farias 2020 (facts.md 7): unwanted effects in 8.3 %; the conditions are judgement",
        "meditations and action 2, after a psychosis or when meditation made worse; with panic or "
        "trauma only what the catalogue names",
    ),
    Rule(
        "minor",
        "Under 18 hard sessions belong under the eyes of a coach.",
        "modify",
        "AAP 2020 on young people's resistance training (from memory); judgement",
        "high intensity and action 1, until the year in which the athlete turns 19",
    ),
    Rule(
        "low_readiness",
        "Your body is not ready for more today.",
        "limit",
        "statistics.md 10 (mood is no sign); the band of Javaloyes 2019 held to one night, not to "
        "the week's mean (judgement), sleep < 6 h, soreness and stress >= 4",
        "red: all but low intensity and every pushing action; not green: high intensity, what is "
        "above the week's largest load, progressive actions",
    ),
    Rule(
        "session_spike",
        "This would be too big a jump over your largest session of 30 days.",
        "limit",
        "Frandsen 2025 (facts.md 1)",
        "activities above 130 % of the largest session of 30 days, 110 % when not green; loads up "
        "to 100 never",
    ),
    Rule(
        "lift_progression",
        "You already lift more this week than a steady build-up allows.",
        "limit",
        "ACSM 2009: 2-10 % a step (facts.md 1); as a weekly volume it is judgement",
        "hard lifting and action 8, when the week's tonnage is above 115 % of the largest week of "
        "the three before it; the first four weeks of a log say nothing",
    ),
    Rule(
        "progressive_72h",
        "You stepped up less than three days ago.",
        "limit",
        "judgement (statistics.md 3)",
        "progressive actions for 72 h after one",
    ),
    Rule(
        "family_changes",
        "There were enough changes this week.",
        "plan",
        "judgement (statistics.md 3)",
        "actions of another family after two changes in 7 days, but the template's own and easing",
    ),
    Rule(
        "rest_quota",
        "The week's rest days are used.",
        "plan",
        "judgement (statistics.md 3)",
        "rest-like actions beyond the template's weekly count",
    ),
    Rule(
        "equipment",
        "This needs equipment that you don't have.",
        "plan",
        "the profile",
        "activities that need it",
    ),
    Rule(
        "time",
        "This takes longer than the time you have.",
        "plan",
        "the profile",
        "activities that take longer",
    ),
    Rule(
        "no_activity",
        "Nothing that is left fits this.",
        "plan",
        "follows from the others",
        "actions without a single allowed activity",
    ),
    Rule(
        "done_today",
        "You already did this today.",
        "plan",
        "statistics.md 10",
        "actions of an earlier plan of the day that was reported, unless nothing else is left",
    ),
)


@cache
def rule_of(reason: str) -> Rule:
    """Return the rule behind a reason of a record; raise KeyError for none of ours."""
    for rule in RULES:
        if reason == rule.id or (rule.by_site and reason.startswith(f"{rule.id}_")):
            return rule
    raise KeyError(reason)
