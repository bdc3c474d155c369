"""Conditions that a plan must know of beside the screening questions, each in plain words.

Some states that activities are contraindicated in are told otherwise: by a screening question, a
symptom, a vital sign, an injury or a check-in (`told`).
"""

from types import MappingProxyType

from models.features.request import CheckinFacts
from models.safety.profile import Profile

PREGNANCY, DISTRESS, BACK_PAIN, BACK = "pregnancy", "acute_distress", "back_pain", "lower_back"
CONDITIONS = MappingProxyType(
    {
        PREGNANCY: "Pregnancy",
        "recent_birth": "A birth in the last twelve weeks",
        "breathing_disorder": "Asthma, COPD or another disorder of the breath",
        "poor_balance": "Unsteady on the feet",
        "osteoporosis": "Osteoporosis or a vertebral fracture",
        "glaucoma": "Glaucoma or a recent eye operation",
        "epilepsy": "Epilepsy",
        "panic": "Panic attacks",
        "trauma": "A trauma that is not worked through",
        "psychosis": "A psychosis, now or in the past",
        "meditation_distress": "Meditation has made you feel worse before",
    }
)
NO_MEDITATION = frozenset({"psychosis", "meditation_distress"})
"""No meditation at all: unwanted effects are usual enough to ask (Farias 2020); the list is
judgement. With panic or trauma the catalogue says which ones."""
EXPECTING = frozenset({PREGNANCY})
TOLD_OTHERWISE = frozenset({"heart_condition", "dizziness", "fever", BACK_PAIN, DISTRESS})
LOWEST, HIGHEST = 1, 5


def told(profile: Profile, said: CheckinFacts, vitals: frozenset[str]) -> frozenset[str]:
    """Return every condition and state that an athlete is in today.

    `vitals` are the reasons of red-flag vital signs, `said` the check-in while it is fresh.
    """
    answers = {question for question, yes in profile.screening.items() if yes}
    hurt = any(one.site == BACK and one.status != "past" for one in profile.injuries)
    hurt = hurt or (said.pain_site == BACK and bool(said.pain))
    distressed = said.mood == LOWEST or said.anxiety == HIGHEST
    return frozenset(
        {*profile.conditions, *answers, *said.symptoms, *vitals}
        | ({BACK_PAIN} if hurt else set())
        | ({DISTRESS} if distressed else set())
    )
