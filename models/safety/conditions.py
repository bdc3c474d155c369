"""Conditions that a plan must know of beside the screening questions, each asked in plain words."""

from types import MappingProxyType

PREGNANCY = "pregnancy"
CONDITIONS = MappingProxyType(
    {
        PREGNANCY: "Are you pregnant?",
        "psychosis": "Have you ever had a psychosis or a mania?",
        "trauma": "Do memories of a trauma still come back to you (flashbacks, feeling unreal)?",
        "meditation_distress": "Has meditation ever made you feel worse?",
    }
)
NO_MEDITATION = frozenset({"psychosis", "trauma", "meditation_distress"})
"""Meditation is contraindicated: unwanted effects are usual enough to ask (Farias 2020), and the
list is judgement."""
EXPECTING = frozenset({PREGNANCY})
