"""One athlete of an experiment: what the log says since the assignment, and before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.catalogue.templates import template_for
from models.domain.events import AthleteEvent
from models.experiments.definition import Experiment
from models.learning.chronicle import Chronicle
from models.learning.mornings import done_dose

RUN_IN_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """An athlete's first assignment; it stands, whatever came later."""

    user_id: str
    arm: str
    assigned_at: datetime
    by_hand: bool
    """An operator chose the arm: kept out of every comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """An athlete as the report counts them; intention to treat."""

    assigned: Assigned
    exposed: bool
    """At least one decision carries the experiment."""
    outcome: float | None
    """Completed dose / the template's over the horizon, absent days 0; None while it is open."""
    covariate: float | None
    """The same of the 14 days before the assignment; None without a decision in them."""
    closes_at: datetime
    no_show_days: int
    """Days since the assignment without a decision."""
    incidents: tuple[datetime, ...]
    """Since the assignment, in time order."""


def is_assignment(record: object, experiment: str) -> bool:
    """Say whether a message assigns an athlete in an experiment."""
    return (
        isinstance(record, AthleteEvent)
        and record.kind == "assigned"
        and record.payload.get("experiment") == experiment
    )


def assigned_of(event: AthleteEvent) -> Assigned:
    """Return the assignment that an event tells of."""
    return Assigned(
        user_id=event.user_id,
        arm=event.payload["arm"],
        assigned_at=event.occurred_at,
        by_hand=event.payload.get("by") == "operator",
    )


def enrolled(
    experiment: Experiment,
    assigned: Assigned,
    told: Chronicle,
    incidents: Iterable[datetime],
    as_of: datetime,
) -> Enrolled:
    """Return what is known of an athlete as of a time."""
    since, days = assigned.assigned_at, experiment.horizon_days
    closes_at = since + experiment.window
    before = since - timedelta(days=RUN_IN_DAYS)
    ran_in = any(before <= d.decided_at < since for d in told.decisions)
    return Enrolled(
        assigned=assigned,
        exposed=any(d.experiment == experiment.id for d in told.decisions),
        outcome=dose_share(told, since, days) if closes_at <= as_of else None,
        covariate=dose_share(told, before, RUN_IN_DAYS) if ran_in else None,
        closes_at=closes_at,
        no_show_days=_no_shows(told, since, min(as_of, since + timedelta(days=days))),
        incidents=tuple(sorted(at for at in incidents if since <= at <= as_of)),
    )


def dose_share(told: Chronicle, since: datetime, days: int) -> float:
    """Return completed dose / the template's planned dose of `days` days from a time."""
    profile, first = told.profile(since), told.local_day(since)
    template = template_for(profile.goal, profile.experience, profile.days_per_week)
    planned = sum(template.day((first.weekday() + day) % 7).dose for day in range(days))
    until = since + timedelta(days=days)
    standing = (d for d in told.decisions if d.superseded_by is None)
    done = sum(done_dose(told, d) for d in standing if since <= d.decided_at < until)
    return done / planned


def _no_shows(told: Chronicle, since: datetime, until: datetime) -> int:
    """Count the whole local days up to a time on which nothing was asked for."""
    first, last = told.local_day(since), told.local_day(until)
    shown: set[date] = {told.local_day(d.decided_at) for d in told.decisions}
    days = (first + timedelta(days=day) for day in range((last - first).days))
    return sum(day not in shown for day in days)
