"""Rows of the lake's tables (design.md 4, "Lake"); times are UTC, units SI."""

from dataclasses import dataclass
from datetime import date, datetime

from models.domain import ranges
from models.domain.decisions import Slot
from models.domain.events import Rating, Scale10


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One archived file: what it was taken for and what became of it."""

    sha256: str
    user_id: str
    name: str
    source: str | None
    """As jobs.sources.sniff names it, or `events`; None when nothing recognised it."""
    bytes: int
    status: str
    """ingested | truncated | unsupported_source | unit_unknown | not_an_export | broken."""
    detail: str | None
    records: int
    rejected: int
    ingested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BronzeRecord:
    """One vendor record as it stood in its file."""

    user_id: str
    file_sha256: str
    ordinal: int
    kind: str
    start_ts: datetime | None
    attributes: dict[str, str]
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """One message of a topic (or line of a history file: partition -1, offset = line)."""

    topic: str
    partition: int
    offset: int
    key: str | None
    value: str
    broker_ts: datetime
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One record that was refused, with the reason's code and the raw payload."""

    user_id: str | None
    source: str
    file_sha256: str | None
    ordinal: int | None
    reason: str
    detail: str
    raw: str
    quarantined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One measured value of a canonical metric."""

    user_id: str
    metric: str
    start_ts: datetime
    end_ts: datetime
    available_at: datetime
    utc_offset_min: int
    value: float
    unit: str
    original_value: float | None
    original_unit: str | None
    """As the vendor wrote it; both missing where the figure carried no unit of its own."""
    device: str | None
    source: str
    is_primary: bool
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workout:
    """One training session."""

    user_id: str
    day: date
    start_ts: datetime
    end_ts: datetime
    available_at: datetime
    utc_offset_min: int
    activity: str
    intensity: str | None
    """easy | moderate | hard, as the vendor judged."""
    entry: str | None
    """How the vendor came to it: manual, autodetected, confirmed, ..."""
    duration_min: ranges.MinutesOfDay
    energy_kcal: float | None
    distance_m: float | None
    mean_hr_bpm: float | None
    rpe: float | None
    source: str
    is_primary: bool
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthSet:
    """One set of a lift; e1RM by Epley at <= 10 effective reps (facts.md 4)."""

    user_id: str
    day: date
    start_ts: datetime
    available_at: datetime
    workout: str
    exercise: str
    set_index: int
    set_type: str
    reps: int | None
    weight_kg: ranges.LiftedKg | None
    rpe: ranges.Effort | None
    rir: float | None
    e1rm_kg: ranges.EstimatedKg | None
    source: str
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinRow:
    """One check-in, as in `CheckinEvent`."""

    user_id: str
    day: date
    event_id: str
    mood: Rating | None
    sleep_quality: Rating | None
    stress: Rating | None
    anxiety: Rating | None
    soreness: Rating | None
    pain: Scale10 | None
    pain_site: str | None
    symptoms: list[str]
    occurred_at: datetime
    available_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an athlete said of their training, from a time on."""

    updated_at: datetime
    goal: str
    experience: str
    days_per_week: ranges.DaysPerWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteRow:
    """The latest profile of an athlete, pseudonymous."""

    user_id: str
    goal: str
    experience: str
    days_per_week: ranges.DaysPerWeek
    minutes_per_day: int
    equipment: list[str]
    birth_year: int | None
    sex: str | None
    timezone: str
    injuries: str
    updated_at: datetime
    profiles: list[Profile]
    """All of them, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PosteriorUpdate:
    """One applied fact (statistics.md 1): additive, retractable, enough to continue from."""

    event_id: str
    event_seq: int
    decision_id: str
    revision: int
    user_id: str
    learner: str
    action: ranges.ActionId
    event_day: date
    decided_day: date
    encoder_version: str
    sign: ranges.Sign
    """+1 applies, -1 retracts, 0 changes no sum."""
    weight: ranges.Count
    """In units of 2^-8."""
    r: int
    """In units of 2^-12."""
    phi: list[int]
    """int16[32], units of 2^-12."""
    known: str
    """JSON of `models.learning.revisions.Known` after this event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationSum:
    """Integer sums per (learner, action, day).

    Units: 2^-8 for n, 2^-20 for y and s, 2^-32 for A, b and q.
    """

    learner: str
    action: ranges.ActionId
    event_day: date
    n: int
    y: int
    s: list[int]
    a: list[int]
    """Row-major 32 x 32."""
    b: list[int]
    q: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOutcome:
    """What became of one offered activity."""

    slot: int
    catalogue_id: str
    probability: float
    planned_minutes: int
    intensity: str
    reported: bool
    completed: bool
    motivation_before: int | None
    motivation_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRow:
    """One decision with its context as of `decided_at` and its closed reward."""

    decision_id: str
    user_id: str
    decided_at: datetime
    decided_day: date
    day_index: int
    """Days since the athlete's first decision, from 1."""
    origin: str
    """generated (a simulator's history) | history | served."""
    context: list[float | None]
    feature_service_hash: str
    allowed_actions: list[int]
    exploration_set: list[int]
    action: ranges.ActionId
    action_probability: ranges.Probability
    action_probabilities: list[float]
    rules_action: int
    exploring: bool
    superseded: bool
    segment: str
    policy_name: str
    learner: str
    slate: list[SlotOutcome]
    completion: ranges.Share | None
    motivation: float | None
    goal: float | None
    recovery: float | None
    burden: float
    reward: ranges.Share | None
    """Closed reward in [0, 1], un-rounded; None while open or when censored."""
    success: bool | None
    """Plan success (statistics.md 5); None while open."""
    phi: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """An athlete's first assignment in an experiment; later ones are refused."""

    event_id: str
    user_id: str
    experiment: str
    arm: str
    by_hand: bool
    assigned_at: datetime
    decided_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentResult:
    """One figure of an experiment's report of a day."""

    experiment: str
    day: date
    as_of: datetime
    kind: str
    """primary | contrast | arm | guardrail | ratio."""
    name: str
    """Arm, or arm and window, or what the ratio counts."""
    athletes: ranges.Count
    value: float | None
    """Ratio of means, mean outcome, share with an incident, or p."""
    low: float | None
    high: float | None
    alarm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyFeatures:
    """Key columns of gold.daily_features; the rest are the columns of `models.features`."""

    user_id: str
    day: date
    event_ts: datetime
    imported: bool
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRow:
    """One feedback event, flattened; the reward of a close as JSON."""

    event_id: str
    kind: str
    corrects: str | None
    decision_id: str
    activity_id: int | None
    user_id: str
    completed: bool | None
    motivation_before: Rating | None
    motivation_after: Rating | None
    difficulty_rating: Rating | None
    session_rating: Rating | None
    rpe: Scale10 | None
    pain: Scale10 | None
    pain_site: str | None
    notes: str | None
    occurred_at: datetime
    recorded_at: datetime
    reward: str | None
    decided_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision record; `record` is the whole JSON as published, the rest is for joins."""

    decision_id: str
    user_id: str
    decided_at: datetime
    decided_day: date
    action: ranges.ActionId
    action_probability: ranges.Probability
    action_probabilities: list[float]
    allowed_actions: list[int]
    rules_action: int
    exploring: bool
    superseded_by: str | None
    policy_name: str
    policy_version: str
    posterior_version: str
    learner: str
    variant: str
    rung: str
    segment: str
    context: list[float | None]
    feature_service_hash: str
    phi: list[int]
    slate: list[Slot]
    planned_dose: float
    record: str
