"""Rows of silver.daily_totals: what one athlete moved in one local day, counted three ways."""

from dataclasses import dataclass
from datetime import date, datetime

from models.domain.ranges import DayTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyTotal:
    """One additive metric (steps, energy, ...) of one local day."""

    user_id: str
    day: date
    metric: str
    merged: DayTotal
    """By time: every moment counts once, by the source that comes first there."""
    largest: DayTotal
    """Of the one source with most."""
    raw: DayTotal
    """Of all sources together, overlaps counted as often as they were measured.

    Of what one source tells as a whole day and in parts the larger counts, here and in `largest`.
    """
    sources: int
    unit: str
    available_at: datetime
    month: str
