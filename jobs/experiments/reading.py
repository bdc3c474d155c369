"""What the lake says of an experiment's athletes: assignments, chronicles, safety events."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.settings import Settings
from jobs.contracts import check_records
from jobs.event_log import events
from jobs.records import replace_records
from models.domain.events import AthleteEvent
from models.domain.ids import time_of
from models.domain.rows import AssignmentRow
from models.domain.tables import ASSIGNMENTS
from models.experiments.definition import Experiment
from models.experiments.enrolled import Enrolled, assigned_of, enrolled, is_assignment
from models.learning.chronicle import Chronicle, chronicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Every athlete's records, sorted out."""

    chronicles: dict[str, Chronicle]
    incidents: dict[str, list[datetime]]
    assigned: dict[str, AthleteEvent]
    """Athlete -> the assignment that stands: the first one recorded."""
    second_assignments: int
    """Refused: another assignment of the same athlete."""


def read_log(settings: Settings, experiment_id: str) -> Log:
    """Return what bronze.events holds, as an experiment sees it."""
    return sorted_out(list(events(settings)), experiment_id)


def sorted_out(records: list[Any], experiment_id: str) -> Log:
    """Return records of any athletes as an experiment sees them."""
    own: dict[str, list[Any]] = defaultdict(list)
    incidents: dict[str, list[datetime]] = defaultdict(list)
    told: dict[str, dict[str, AthleteEvent]] = defaultdict(dict)
    for record in records:
        own[record.user_id].append(record)
        if isinstance(record, AthleteEvent) and record.kind == "safety":
            incidents[record.user_id].append(record.occurred_at)
        if is_assignment(record, experiment_id):
            told[record.user_id][record.event_id] = record
    first = {user: min(said.values(), key=_order) for user, said in told.items()}
    return Log(
        chronicles={user: chronicle(user, said, ()) for user, said in own.items()},
        incidents=dict(incidents),
        assigned=dict(sorted(first.items())),
        second_assignments=sum(len(said) - 1 for said in told.values()),
    )


def _order(event: AthleteEvent) -> tuple[datetime, str]:
    return (event.recorded_at, event.event_id)


def athletes_of(log: Log, experiment: Experiment, as_of: datetime) -> list[Enrolled]:
    """Return every athlete who was assigned by a time to an arm that there is."""
    return [
        enrolled(
            experiment,
            assigned_of(event),
            log.chronicles[user],
            log.incidents.get(user, ()),
            as_of,
        )
        for user, event in log.assigned.items()
        if event.occurred_at <= as_of and event.payload["arm"] in experiment.names
    ]


def write_assignments(
    log: Log, experiment: Experiment, settings: Settings, as_of: datetime
) -> None:
    """Replace an experiment's rows of silver.assignments."""
    rows = [
        AssignmentRow(
            event_id=event.event_id,
            user_id=user,
            experiment=experiment.id,
            arm=event.payload["arm"],
            by_hand=assigned_of(event).by_hand,
            assigned_at=event.occurred_at,
            decided_day=time_of(event.event_id).date(),
        )
        for user, event in log.assigned.items()
    ]
    check_records(rows, ASSIGNMENTS, settings, job="experiment", as_of=as_of)
    replace_records(rows, ASSIGNMENTS, settings, where=f"experiment = '{experiment.id}'")
