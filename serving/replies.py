"""What the API answers: the mission's fields first, ours after them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from fastapi import Response


class Json(Response):
    """A JSON answer by orjson; dataclasses and times need no conversion."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the body."""
        return orjson.dumps(content, option=orjson.OPT_UTC_Z)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityReply:
    """One assigned activity and what was reported about it."""

    id: int | None
    """None: a plan that could not be recorded."""
    name: str
    type: str
    duration_minutes: int
    intensity: str
    description: str
    instructions: list[str]
    motivation_tracking: bool
    catalogue_id: str
    slot: int
    segment: str
    rl_action_id: int
    completion_probability: float | None
    reported: bool
    completed: bool
    motivation_before: int | None
    motivation_after: int | None
    difficulty_rating: int | None
    rpe: int | None
    pain: int | None
    pain_site: str | None
    notes: str
    assigned_date: datetime | None
    completion_date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalReply:
    """One action or activity that the gate took away, and why."""

    kind: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyReply:
    """What the gate said about today."""

    level: str
    text: str
    readiness: str
    reason: str | None
    """Why there are fewer than five activities; None when there are five."""
    removed: list[RemovalReply]
    why: dict[str, str]
    """Each reason of `removed` in plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReply:
    """Today's plan."""

    rl_action: str | None
    reason: str
    activities: list[ActivityReply]
    decision_id: str | None
    rl_action_id: int | None
    action_probability: float | None
    policy_name: str | None
    policy_version: str | None
    posterior_version: str | None
    rung: str | None
    experiment: str | None
    variant: str | None
    segment: str | None
    segment_known: bool
    safety: SafetyReply
    features_as_of: datetime | None
    """Newest body data the decision knew; check-ins are read at the moment of the decision."""
    features_age_h: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayReply:
    """The template's session of the day and the plan made for it, if one was asked for."""

    day: date
    session: str
    planned_minutes: int
    plan: PlanReply | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionStats:
    """The plan's state after a report."""

    total_completed_today: int
    completion_rate: str
    avg_motivation_increase: float | None
    engagement_delta: float
    rl_reward_signal: float
    engagement_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionReply:
    """Answer to one report."""

    status: str
    activity: ActivityReply
    stats: CompletionStats


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingMetrics:
    """Closed episodes of the whole policy, and the exploration that follows from them."""

    total_episodes: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReply:
    """Answer to a batch of reports."""

    status: str
    activities_updated: int
    engagement_delta: float
    rl_reward_signal: float
    training_metrics: TrainingMetrics
    engagement_score: float
    decision_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredReply:
    """Answer to a registration."""

    user_id: str
    access_token: str
    token_type: str
    created: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinReply:
    """Answer to a check-in: recorded, and what it means for safety."""

    status: str
    event_id: str
    recorded_at: datetime
    level: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSample:
    """One sample that was not taken, and why."""

    index: int
    """Its place in the list that was sent, from 0."""
    field: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagReply:
    """A vital sign beyond its limit."""

    reason: str
    level: str
    detail: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplesReply:
    """Answer to live samples: what was taken, what was not, and what is dangerous."""

    accepted: int
    rejected: list[RefusedSample]
    flags: list[FlagReply]
