"""Put an athlete into an arm, once and for all; the message goes out with the row."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.domain import topics
from models.domain.events import AthleteEvent
from models.experiments.assignment import AlreadyAssigned, UnknownArm, arm_of
from models.experiments.definition import Experiment
from serving.arms import Treatment
from serving.db.assignments import Assignment
from serving.db.decisions import DecisionRow
from serving.db.outbox import enqueue
from serving.ids import Ids


def treated(session: Session, running: Experiment | None, user_id: str) -> Treatment | None:
    """Return what the running experiment does with an athlete: the arm held, or the hash's."""
    if running is None:
        return None
    held = held_arm(session, running.id, user_id)
    arm = held or arm_of(running, user_id)
    return Treatment(experiment=running, arm=arm, new=held is None)


def held_arm(session: Session, experiment_id: str, user_id: str) -> str | None:
    """Return the arm an athlete is in; None before the assignment."""
    query = select(Assignment.arm).where(
        Assignment.experiment == experiment_id, Assignment.user_id == user_id
    )
    return session.scalar(query)


@dataclass(frozen=True, slots=True)
class Enroller:
    """Assign athletes inside one session's transaction."""

    session: Session
    ids: Ids
    now: datetime

    def enrol(self, experiment: Experiment, user_id: str, arm: str, *, by: str = "hash") -> None:
        """Write row and message; raise AlreadyAssigned, with both arms, or UnknownArm.

        `by` is hash or operator: an arm that somebody chose is in no comparison.
        """
        if arm not in experiment.names:
            raise UnknownArm(f"{experiment.id!r} has no arm {arm!r}: {', '.join(experiment.names)}")
        held = held_arm(self.session, experiment.id, user_id)
        if held is not None:
            raise AlreadyAssigned(experiment.id, held, arm)
        self.session.add(
            Assignment(user_id=user_id, experiment=experiment.id, arm=arm, assigned_at=self.now)
        )
        event = AthleteEvent(
            event_id=self.ids.new(self.now),
            kind="assigned",
            user_id=user_id,
            payload={"experiment": experiment.id, "arm": arm, "by": by},
            occurred_at=self.now,
            recorded_at=self.now,
        )
        enqueue(self.session, topics.ATHLETE_EVENTS, event)


def live_counts(session: Session, experiment_id: str) -> dict[str, dict[str, int]]:
    """Return per arm how many athletes are assigned, and how many have had a decision since."""
    athletes = func.count(Assignment.user_id.distinct())
    assigned = (
        select(Assignment.arm, athletes)
        .where(Assignment.experiment == experiment_id)
        .group_by(Assignment.arm)
    )
    since = DecisionRow.decided_at >= Assignment.assigned_at
    exposed = assigned.join(DecisionRow, (DecisionRow.user_id == Assignment.user_id) & since)
    return {
        "assigned": dict(iter(session.execute(assigned))),
        "exposed": dict(iter(session.execute(exposed))),
    }
