"""Rows of gold.cohort_stats: what was released about groups of athletes, never about one."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortStat:
    """One figure of one cohort in one release; a suppressed figure has no numbers."""

    release: str
    """The day it was made; rows of one release are one withdrawal from the budget."""
    as_of: datetime
    epsilon: float
    """What the whole release costs each athlete."""
    cohort: str
    """`everyone`, `fat_loss` or `fat_loss, Low Activity`."""
    parent: str | None
    feature: str
    """A feature of the catalogue, or `athletes`: how many there are."""
    unit: str
    value: float | None
    noise: float | None
    """Half-width of the noise's 95 % interval."""
    suppressed: str | None
    """None | small | complement | noise: why there is no figure."""
