"""Answer reports with the mission's figures (statistics.md 10); the policy learns elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.learning.display import Answer, engagement_delta, rl_reward_signal
from models.policy.epsilon import epsilon
from serving.bodies import BatchBody, ReportBody
from serving.db.activities import Activity
from serving.db.athletes import Athlete
from serving.db.decisions import DecisionRow
from serving.episodes import closed_episodes
from serving.replies import BatchReply, CompletionReply, CompletionStats, TrainingMetrics
from serving.service import Service
from serving.usecases.facts import find_athlete
from serving.usecases.reporting import Reporter
from serving.views import activity_reply


@dataclass(frozen=True, slots=True)
class Engagement:
    """How the athlete's score moved by what one decision brought."""

    signal: float
    delta: float
    score: float


def reporter(house: Service, session: Session, user_id: str, now: datetime) -> Reporter:
    """Return who writes this athlete's reports; raise Problem 404 for an unknown athlete."""
    find_athlete(session, user_id)
    return Reporter(session, house.ids, user_id, now)


def complete(reporter: Reporter, activity_id: int, body: ReportBody) -> CompletionReply:
    """Record one report and say where the plan stands."""
    activity, decision = reporter.complete(activity_id, body)
    athlete = find_athlete(reporter.session, reporter.user_id)
    engagement = _engaged(reporter.session, athlete, decision)
    rows = decision.activities
    stats = CompletionStats(
        total_completed_today=_completed_today(reporter, athlete.timezone),
        completion_rate=f"{sum(row.completed for row in rows) / len(rows):.0%}",
        avg_motivation_increase=_mean_increase(rows),
        engagement_delta=engagement.delta,
        rl_reward_signal=engagement.signal,
        engagement_score=engagement.score,
    )
    return CompletionReply(status="success", activity=activity_reply(activity, {}), stats=stats)


def batch(reporter: Reporter, body: BatchBody) -> BatchReply:
    """Record a session's reports and say where plan and policy stand."""
    decision = reporter.batch(body)
    athlete = find_athlete(reporter.session, reporter.user_id)
    engagement = _engaged(reporter.session, athlete, decision)
    reporter.session.flush()
    episodes = closed_episodes(reporter.session, reporter.now)
    return BatchReply(
        status="success",
        activities_updated=len(body.activities),
        engagement_delta=engagement.delta,
        rl_reward_signal=engagement.signal,
        training_metrics=TrainingMetrics(total_episodes=episodes, epsilon=epsilon(episodes)),
        engagement_score=engagement.score,
        decision_id=decision.decision_id,
    )


def _engaged(session: Session, athlete: Athlete, decision: DecisionRow) -> Engagement:
    """Return the figures of one decision; the newest decision's also become the score."""
    answers = [
        Answer(row.completed, row.motivation_before, row.motivation_after)
        for row in decision.activities
    ]
    signal = rl_reward_signal(answers)
    delta = engagement_delta(signal, decision.engagement_before)
    if _is_newest(session, decision):
        # recomputed from the score before this decision, never accumulated
        athlete.engagement_score = decision.engagement_before + delta
    return Engagement(signal, delta, athlete.engagement_score)


def _is_newest(session: Session, decision: DecisionRow) -> bool:
    query = select(func.max(DecisionRow.decided_at)).where(
        DecisionRow.user_id == decision.user_id, DecisionRow.superseded_by.is_(None)
    )
    return session.execute(query).scalar_one() == decision.decided_at


def _completed_today(reporter: Reporter, timezone: str) -> int:
    local = reporter.now.astimezone(ZoneInfo(timezone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(func.count()).where(
        Activity.user_id == reporter.user_id,
        Activity.completion_date >= midnight,
        Activity.completion_date <= reporter.now,
    )
    return reporter.session.execute(query).scalar_one()


def _mean_increase(rows: Sequence[Activity]) -> float | None:
    gains = [
        row.motivation_after - row.motivation_before
        for row in rows
        if row.completed and row.motivation_after and row.motivation_before
    ]
    return sum(gains) / len(gains) if gains else None
