"""What an athlete's last decisions mean for the gate: quotas and pauses, from the log alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from models.catalogue.actions import actions
from serving.clock import hours_between

FAMILY_WINDOW = timedelta(days=7)
LOOK_BACK = timedelta(days=15)
"""Long enough for every rule below; older decisions are not read."""


@dataclass(frozen=True, slots=True)
class Made:
    """One earlier decision that stands (not superseded)."""

    decided_at: datetime
    day: date
    action: int
    reported: bool


@dataclass(frozen=True, slots=True)
class Past:
    """The history arguments of `models.safety.gate.Situation`."""

    done_today: tuple[int, ...]
    hours_since_progressive: float | None
    family_changes_7d: int
    last_family: str | None
    rest_like_this_week: int


def past(made: Sequence[Made], now: datetime, today: date) -> Past:
    """Return what the gate asks about earlier decisions, which come in time order."""
    catalogue = actions()
    progressive = [m for m in made if catalogue[m.action].progressive]
    return Past(
        done_today=tuple(m.action for m in made if m.day == today and m.reported),
        hours_since_progressive=(
            hours_between(progressive[-1].decided_at, now) if progressive else None
        ),
        family_changes_7d=_changes(made, now),
        last_family=catalogue[made[-1].action].family if made else None,
        rest_like_this_week=sum(
            catalogue[m.action].rest_like and _week(m.day) == _week(today) for m in made
        ),
    )


def _changes(made: Sequence[Made], now: datetime) -> int:
    catalogue = actions()
    recent = [m for m in made if now - m.decided_at <= FAMILY_WINDOW]
    families = [catalogue[m.action].family for m in recent]
    return sum(before != after for before, after in pairwise(families))


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
