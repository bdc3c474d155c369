"""Hard limits on load (facts.md 1): what counts as a spike, what counts as progressive."""

from collections.abc import Mapping

from models.catalogue.activities import Activity
from models.catalogue.templates import Template

SPIKE, SPIKE_STRAINED = 1.30, 1.10
"""Of the largest session of 30 days: hard limit, and with a readiness that is not green."""
HARMLESS = 100.0
"""Session-RPE load that is never a spike: 25 minutes of brisk walking."""
PROGRESSIVE_PAUSE_H = 72.0
FAMILY_CHANGES = 2


def spike(
    activity: Activity, body: Mapping[str, float | None], template: Template, *, green: bool
) -> bool:
    """Return whether an activity is a session spike for this athlete.

    Without 30 days of sessions the template's hardest day stands for the largest one.
    """
    largest = body.get("load_30d_max_session")
    known = max(day.load for day in template.days) if largest is None else largest
    limit = known * (SPIKE if green else SPIKE_STRAINED)
    return activity.planned_load > max(limit, HARMLESS)


def progressive(activity: Activity, body: Mapping[str, float | None]) -> bool:
    """Return whether an activity's load is above the trailing 7-day maximum (statistics.md 10)."""
    largest = body.get("load_7d_max")
    return largest is not None and activity.planned_load > max(largest, HARMLESS)
