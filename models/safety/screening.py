"""The pre-participation questions (after PAR-Q+, facts.md 7, in our own words): any yes = refer."""

from datetime import date, timedelta
from types import MappingProxyType

from models.safety.profile import Profile

HOLDS = timedelta(days=365)
"""Asked again yearly (facts.md 7, from memory)."""

QUESTIONS = MappingProxyType(
    {
        "heart_condition": "Has a doctor ever said that you have a heart condition or high blood "
        "pressure?",
        "chest_pain": "Do you feel pain in your chest at rest, in daily life or when you are "
        "active?",
        "dizziness": "Have you lost your balance from dizziness, or lost consciousness, in the "
        "last 12 months?",
        "chronic_condition": "Has another chronic condition been diagnosed?",
        "medication": "Do you take prescribed medicine for a chronic condition?",
        "joint_problem": "Do you have a bone, joint or soft-tissue problem that activity could "
        "make worse?",
        "supervised_only": "Has a doctor said that you should only exercise under supervision?",
    }
)


def due(profile: Profile, today: date) -> bool:
    """Return whether answers are too old or undated: then they are asked again.

    False where nothing was ever answered. An old yes still refers.
    """
    if not profile.screening:
        return False
    return profile.screened_on is None or today - profile.screened_on > HOLDS
