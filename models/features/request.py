"""Features that are read at the request: raw codes of profile and check-in, no arithmetic.

The API and `jobs.training_set` call the same function, so no formula exists twice.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.safety.profile import Profile

GOALS = ("strength", "muscle", "endurance", "fat_loss", "general_health", "stress_relief")
EXPERIENCES = ("beginner", "intermediate", "advanced")
SEXES = ("female", "male")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinFacts:
    """The latest check-in: 1-5, where 5 is the best sleep and mood, the worst of the others."""

    mood: int | None = None
    sleep_quality: int | None = None
    stress: int | None = None
    anxiety: int | None = None
    soreness: int | None = None
    pain: int | None = None
    """0-10."""
    pain_site: str | None = None
    symptoms: tuple[str, ...] = ()
    age_h: float = 0.0
    """Hours since it was given."""


def request_features(
    profile: "Profile", checkin: CheckinFacts | None, weekday: int, minutes_available: int
) -> dict[str, float | None]:
    """Return the request features by name; None where nobody said."""
    said = checkin or CheckinFacts()
    return {
        "mood": _number(said.mood),
        "sleep_quality": _number(said.sleep_quality),
        "stress": _number(said.stress),
        "anxiety": _number(said.anxiety),
        "soreness": _number(said.soreness),
        "pain": _number(said.pain),
        "minutes_available": float(minutes_available),
        "weekday": float(weekday),
        "open_injuries": float(sum(i.status != "past" for i in profile.injuries)),
        "goal_code": _code(profile.goal, GOALS),
        "experience_code": _code(profile.experience, EXPERIENCES),
        "days_per_week": float(profile.days_per_week),
        "birth_year": _number(profile.birth_year),
        "sex_code": _code(profile.sex, SEXES),
    }


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)


def _code(value: str | None, words: tuple[str, ...]) -> float | None:
    return float(words.index(value)) if value in words else None
