"""What the gate and the templates know of an athlete's person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Injury:
    """One injury; `past` ones are history, the others restrict."""

    site: str
    since: str | None
    status: str
    """active | recovering | past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An athlete with the design's defaults for everything nobody said."""

    user_id: str
    goal: str = "general_health"
    experience: str = "beginner"
    days_per_week: int = 3
    minutes_per_day: int = 30
    equipment: tuple[str, ...] = ()
    birth_year: int | None = None
    sex: str | None = None
    timezone: str = "UTC"
    injuries: tuple[Injury, ...] = ()
    screening: Mapping[str, bool] = field(default_factory=dict)
    """Pre-participation questions (facts.md 7); any yes = see a professional first."""
    screened_on: date | None = None
    """When the questions were last answered; after a year they are asked again."""
    conditions: tuple[str, ...] = ()
    """Keys of `models.safety.conditions.CONDITIONS`."""
