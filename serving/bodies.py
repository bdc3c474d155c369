"""What clients may send (design.md 4); an unknown field is refused by its name."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AfterValidator, BaseModel, ConfigDict

from models.domain.events import Rating, Scale10, Site, Symptom

Goal = Literal["strength", "muscle", "endurance", "fat_loss", "general_health", "stress_relief"]
Experience = Literal["beginner", "intermediate", "advanced"]
Condition = Literal[
    "pregnancy",
    "recent_birth",
    "breathing_disorder",
    "poor_balance",
    "osteoporosis",
    "glaucoma",
    "epilepsy",
    "panic",
    "trauma",
    "psychosis",
    "meditation_distress",
]
"""The keys of `models.safety.conditions.CONDITIONS`; a test compares."""
Notes = Annotated[str, MaxLen(2000)]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"unknown time zone {name!r}")
    return name


class Body(BaseModel):
    """A JSON object: no coercion, nothing unknown, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class InjuryBody(Body):
    """One injury."""

    site: Site
    since: Annotated[str, MaxLen(10)] | None = None
    status: Literal["active", "recovering", "past"] = "active"


class AthleteBody(Body):
    """`POST /athletes`: only external_id and consent are required."""

    external_id: Annotated[str, MinLen(1), MaxLen(200)]
    consent: Literal[True]
    goal: Goal = "general_health"
    experience: Experience = "beginner"
    days_per_week: Annotated[int, Ge(1), Le(7)] = 3
    minutes_per_day: Annotated[int, Ge(5), Le(240)] = 30
    equipment: Annotated[list[Annotated[str, MaxLen(40)]], MaxLen(50)] = []
    birth_year: Annotated[int, Ge(1900), Le(2100)] | None = None
    sex: Literal["female", "male", "other"] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    injuries: Annotated[list[InjuryBody], MaxLen(20)] = []
    screening: dict[str, bool] = {}
    conditions: Annotated[list[Condition], MaxLen(20)] = []


class CheckinBody(Body):
    """`POST /checkins`: 5 = best sleep, 5 = worst soreness, stress and anxiety."""

    mood: Rating | None = None
    sleep_quality: Rating | None = None
    stress: Rating | None = None
    anxiety: Rating | None = None
    soreness: Rating | None = None
    pain: Scale10 | None = None
    pain_site: Site | None = None
    symptoms: Annotated[list[Symptom], MaxLen(20)] = []
    notes: Notes | None = None


class ReportBody(Body):
    """`POST /activity/{id}/complete/`: what was done and how it felt."""

    completed: bool
    motivation_before: Rating | None = None
    motivation_after: Rating | None = None
    difficulty_rating: Rating | None = None
    rpe: Scale10 | None = None
    pain: Scale10 | None = None
    pain_site: Site | None = None
    notes: Notes | None = None


class ActivityReport(ReportBody):
    """One activity of a batch."""

    activity_id: int


class SampleBody(Body):
    """One live sample; whether it can be true is judged for each sample alone."""

    metric: Annotated[str, MaxLen(64)]
    value: float
    unit: Annotated[str, MaxLen(32)]
    start_ts: Annotated[str, MaxLen(64)]
    end_ts: Annotated[str, MaxLen(64)]
    source: Annotated[str, MinLen(1), MaxLen(200)]


class SamplesBody(Body):
    """`POST /wearables/samples`."""

    samples: Annotated[list[SampleBody], MinLen(1), MaxLen(500)]


class BatchBody(Body):
    """`POST /activity/feedback-batch/`: several activities and the session as a whole."""

    activities: Annotated[list[ActivityReport], MinLen(1), MaxLen(50)]
    overall_session_rating: Rating | None = None
    notes: Notes | None = None
