"""Messages on the topics other than the decision record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from annotated_types import Ge, Le

Rating = Annotated[int, Ge(1), Le(5)]
Scale10 = Annotated[int, Ge(0), Le(10)]

Site = Literal["neck", "shoulder", "elbow", "wrist", "lower_back", "hip", "knee", "ankle", "other"]
Symptom = Literal[
    "chest_pain",
    "syncope",
    "breathless_at_rest",
    "stroke_signs",
    "dizziness",
    "palpitations",
    "other",
]
FeedbackKind = Literal["activity", "session", "correction", "retraction", "close"]
AthleteEventKind = Literal["profile", "assigned", "consent", "injury", "safety", "coach_tool"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """Components of the final reward (statistics.md 3), each in [0, 1]; None = not measured."""

    goal: float | None
    recovery: float | None
    burden: float
    red_readiness: bool | None
    """Red readiness next morning: spoils plan success."""
    censored: bool
    """Outage or safe rest: no reward, not a reward of zero."""
    revision: int
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What an athlete (or the closing job) said about one decision."""

    schema_version: int = 1
    event_id: str
    kind: FeedbackKind
    corrects: str | None = None
    decision_id: str
    activity_id: int | None = None
    user_id: str
    completed: bool | None = None
    motivation_before: Rating | None = None
    motivation_after: Rating | None = None
    difficulty_rating: Rating | None = None
    session_rating: Rating | None = None
    rpe: Scale10 | None = None
    pain: Scale10 | None = None
    pain_site: Site | None = None
    notes: str | None = None
    occurred_at: datetime
    recorded_at: datetime
    reward: Reward | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteEvent:
    """A fact about an athlete that is neither a decision nor feedback."""

    schema_version: int = 1
    event_id: str
    kind: AthleteEventKind
    user_id: str
    payload: dict[str, str]
    """Flat; lists and numbers as JSON text."""
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinEvent:
    """A daily check-in: 5 = best sleep, 5 = worst soreness, stress and anxiety."""

    schema_version: int = 1
    event_id: str
    user_id: str
    mood: Rating | None = None
    sleep_quality: Rating | None = None
    stress: Rating | None = None
    anxiety: Rating | None = None
    soreness: Rating | None = None
    pain: Scale10 | None = None
    pain_site: Site | None = None
    symptoms: list[Symptom]
    notes: str | None = None
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WearableSample:
    """One live sample from a phone or ring, with a canonical metric name."""

    schema_version: int = 1
    event_id: str
    user_id: str
    metric: str
    value: float
    unit: str
    start_ts: datetime
    end_ts: datetime
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PosteriorPublished:
    """The stream has made a new state of an athlete visible to decisions."""

    schema_version: int = 1
    user_id: str
    learner: str
    athlete_state_version: int
    state_day: int
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that was refused: what, why, and from where."""

    schema_version: int = 1
    topic: str
    partition: int
    offset: int
    reason: str
    detail: str
    payload: str
    recorded_at: datetime
