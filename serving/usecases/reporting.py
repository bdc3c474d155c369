"""Record what an athlete says about assigned activities, and what follows for the displays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.domain import topics
from models.domain.events import Feedback
from serving.bodies import BatchBody, ReportBody
from serving.db.activities import Activity
from serving.db.decisions import DecisionRow
from serving.db.outbox import enqueue
from serving.ids import Ids
from serving.problems import Problem

REPORTED = (
    *("completed", "motivation_before", "motivation_after", "difficulty_rating"),
    *("rpe", "pain", "pain_site", "notes"),
)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Apply one athlete's reports inside one session's transaction."""

    session: Session
    ids: Ids
    user_id: str
    now: datetime

    def complete(self, activity_id: int, body: ReportBody) -> tuple[Activity, DecisionRow]:
        """Apply one report; raise Problem 404 for an activity that is not the athlete's."""
        activity = self._mine([activity_id])[0]
        self._apply(activity, body)
        decision = self._decision(activity.decision_id)
        self._settle(decision)
        return activity, decision

    def batch(self, body: BatchBody) -> DecisionRow:
        """Apply all reports or, when one names an unknown activity, none."""
        reports = {report.activity_id: report for report in body.activities}
        if len(reports) < len(body.activities):
            raise Problem(422, "an activity is reported twice", field="activities.activity_id")
        for activity in self._mine(list(reports)):
            self._apply(activity, reports[activity.id])
        decisions = [self._decision(i) for i in sorted(self._touched(list(reports)))]
        for decision in decisions:
            self._settle(decision)
        # UUIDv7: the last in order is the newest plan, the one that the session was about
        self._session(decisions[-1], body)
        return decisions[-1]

    def _mine(self, ids: list[int]) -> Sequence[Activity]:
        mine = self.session.scalars(
            select(Activity)
            .where(Activity.id.in_(ids), Activity.user_id == self.user_id)
            .order_by(Activity.id)
        ).all()
        unknown = sorted(set(ids) - {activity.id for activity in mine})
        if unknown:
            raise Problem(404, f"no activity {unknown[0]} of this athlete", field="activity_id")
        return mine

    def _touched(self, ids: list[int]) -> set[str]:
        query = select(Activity.decision_id).where(Activity.id.in_(ids)).distinct()
        return set(self.session.scalars(query))

    def _decision(self, decision_id: str) -> DecisionRow:
        # locked on PostgreSQL: of two last reports one must see the other
        query = select(DecisionRow).where(DecisionRow.decision_id == decision_id)
        return self.session.scalars(query.with_for_update()).one()

    def _apply(self, activity: Activity, body: ReportBody) -> None:
        """Take over the given fields; an unchanged repeat says nothing new to anyone."""
        before = [getattr(activity, name) for name in REPORTED]
        for name in body.model_fields_set & set(REPORTED):
            setattr(activity, name, getattr(body, name) if name != "notes" else body.notes or "")
        repeat = before == [getattr(activity, name) for name in REPORTED]
        if repeat and activity.reported_at is not None:
            return
        activity.reported_at = self.now
        activity.completion_date = self.now if activity.completed else None
        event = activity_feedback(activity, self.ids.new(self.now), self.now)
        enqueue(self.session, topics.FEEDBACK, event)

    def _settle(self, decision: DecisionRow) -> None:
        reported = all(activity.reported_at is not None for activity in decision.activities)
        if reported and decision.reported_at is None:
            decision.reported_at = self.now

    def _session(self, decision: DecisionRow, body: BatchBody) -> None:
        said = body.overall_session_rating, body.notes or ""
        if said in ((None, ""), (decision.session_rating, decision.session_notes)):
            return
        decision.session_rating, decision.session_notes = said
        event = Feedback(
            event_id=self.ids.new(self.now),
            kind="session",
            decision_id=decision.decision_id,
            user_id=self.user_id,
            session_rating=body.overall_session_rating,
            notes=body.notes,
            occurred_at=self.now,
            recorded_at=self.now,
        )
        enqueue(self.session, topics.FEEDBACK, event)


def activity_feedback(activity: Activity, event_id: str, now: datetime) -> Feedback:
    """Return the message that carries an activity's report as it stands."""
    return Feedback(
        event_id=event_id,
        kind="activity",
        decision_id=activity.decision_id,
        activity_id=activity.id,
        user_id=activity.user_id,
        completed=activity.completed,
        motivation_before=activity.motivation_before,
        motivation_after=activity.motivation_after,
        difficulty_rating=activity.difficulty_rating,
        rpe=activity.rpe,
        pain=activity.pain,
        pain_site=activity.pain_site,  # type: ignore[arg-type]
        notes=activity.notes or None,
        occurred_at=now,
        recorded_at=now,
    )
