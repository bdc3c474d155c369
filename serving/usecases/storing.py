"""Commit a decision: record, assigned activities and messages in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.orm import Session

from models.catalogue.activities import activities
from models.domain import topics
from models.domain.decisions import Slot
from serving.db.activities import Activity
from serving.db.decisions import DecisionRow
from serving.db.outbox import enqueue
from serving.ids import Ids
from serving.usecases.assigning import Enroller
from serving.usecases.draft import Draft
from serving.usecases.record import decision_of
from serving.usecases.reporting import activity_feedback
from serving.usecases.superseding import supersede


@dataclass(frozen=True, slots=True)
class Registry:
    """Write one drafted decision inside one session's transaction."""

    session: Session
    ids: Ids
    draft: Draft

    def store(self) -> DecisionRow:
        """Write the decision; raise IntegrityError when another request made it first."""
        row = self._opened()
        assigned, kept = self._assigned(row), self._moved(row)
        row.activities = [*assigned, *kept]
        self.session.flush()
        record = decision_of(self.draft, row.decision_id, self._slate(assigned, kept))
        self._supersede(by=row.decision_id)
        self._assign()
        row.record = enqueue(self.session, topics.DECISIONS, record)
        for activity in kept:
            self._tell_again(activity)
        self.session.flush()
        return row

    def _opened(self) -> DecisionRow:
        moment, outcome = self.draft.moment, self.draft.outcome
        row = DecisionRow(
            decision_id=self.ids.new(moment.now),
            user_id=moment.facts.profile.user_id,
            day=moment.facts.today,
            number=moment.facts.number + 1,
            decided_at=moment.now,
            action=outcome.choice.action,
            segment=moment.segment[0],
            rung=outcome.rung,
            engagement_before=moment.facts.engagement,
            record="",
            session_notes="",
        )
        self.session.add(row)
        self.session.flush()
        return row

    def _assigned(self, row: DecisionRow) -> list[Activity]:
        return [_activity(row, slot) for slot in self.draft.outcome.choice.slate]

    def _moved(self, row: DecisionRow) -> list[Activity]:
        """Move the kept activities to the new decision: the athlete's phone knows their ids."""
        first = len(self.draft.outcome.choice.slate) + 1
        kept = [self.session.get_one(Activity, activity.id) for activity in self.draft.kept]
        for slot, activity in enumerate(kept, first):
            activity.slot = slot
            activity.decision_id = row.decision_id
        return kept

    def _slate(self, assigned: Sequence[Activity], kept: Sequence[Activity]) -> list[Slot]:
        drawn = zip(self.draft.outcome.choice.slate, assigned, strict=True)
        new = [_slot(row, slot.probability, slot.completion_probability) for slot, row in drawn]
        expected = _expected(self.draft.replaced)
        return new + [_slot(activity, 1.0, expected[activity.catalogue_id]) for activity in kept]

    def _assign(self) -> None:
        moment = self.draft.moment
        treatment = moment.treatment
        if treatment is not None and treatment.new:
            enroller = Enroller(self.session, self.ids, moment.now)
            enroller.enrol(treatment.experiment, moment.facts.profile.user_id, treatment.arm)

    def _supersede(self, *, by: str) -> None:
        if self.draft.replaced is not None:
            replaced = self.session.get_one(DecisionRow, self.draft.replaced.decision_id)
            supersede(self.session, replaced, by=by, at=self.draft.moment.now)

    def _tell_again(self, activity: Activity) -> None:
        """Say under the new decision what was already reported under the old one."""
        if activity.reported_at is not None:
            now = self.draft.moment.now
            event = activity_feedback(activity, self.ids.new(now), now)
            enqueue(self.session, topics.FEEDBACK, event)


def _activity(row: DecisionRow, slot: Slot) -> Activity:
    entry = activities()[slot.catalogue_id]
    return Activity(
        user_id=row.user_id,
        decision_id=row.decision_id,
        slot=slot.slot,
        catalogue_id=slot.catalogue_id,
        activity_type=entry.type,
        activity_name=entry.name,
        segment=row.segment,
        rl_action_id=row.action,
        description=entry.description,
        duration_minutes=slot.planned_minutes,
        intensity=slot.intensity,
        assigned_date=row.decided_at,
        completed=False,
        notes="",
        created_at=row.decided_at,
    )


def _slot(activity: Activity, probability: float, completion: float | None) -> Slot:
    return Slot(
        activity_id=activity.id,
        catalogue_id=activity.catalogue_id,
        slot=activity.slot,
        probability=probability,
        planned_minutes=activity.duration_minutes,
        intensity=activity.intensity,
        completion_probability=completion,
    )


def _expected(replaced: DecisionRow | None) -> dict[str, Any]:
    if replaced is None:
        return {}
    slate = orjson.loads(replaced.record)["slate"]
    return {slot["catalogue_id"]: slot["completion_probability"] for slot in slate}
