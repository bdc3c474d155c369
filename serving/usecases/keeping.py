"""What stays of an open plan when less is allowed than when it was made (statistics.md 2).

Nobody re-rolls by editing a check-in: the action and the activities that are still allowed
are kept, and only what fell out is drawn anew. A kept action is no draw, so its decision
carries p = 1 and stays out of every off-policy estimate.
"""

import dataclasses
from collections.abc import Sequence

from models.safety.gate import Screening
from serving.db.activities import Activity
from serving.db.decisions import DecisionRow
from serving.ladder import Ladder
from serving.usecases.draft import Draft
from serving.usecases.moment import Moment


def fallen(row: DecisionRow, screening: Screening) -> list[Activity]:
    """Return the unreported activities of an open plan that the gate no longer allows."""
    if row.action not in screening.allowed_actions:
        return [activity for activity in row.activities if activity.reported_at is None]
    allowed = set(screening.allowed_activities)
    return [
        activity
        for activity in row.activities
        if activity.reported_at is None and activity.catalogue_id not in allowed
    ]


def drafted(ladder: Ladder, moment: Moment, code_version: str) -> Draft:
    """Return a decision ready to be recorded, keeping what may stay of an open plan."""
    opened = moment.facts.open
    if opened is None or opened.action not in moment.screening.allowed_actions:
        return Draft(moment, ladder.climb(moment), code_version, opened)
    kept = _kept(opened, moment.screening)
    rest = _rest(moment, opened, kept)
    return Draft(rest, ladder.climb(rest), code_version, opened, tuple(kept))


def _kept(opened: DecisionRow, screening: Screening) -> list[Activity]:
    allowed = set(screening.allowed_activities)
    return [activity for activity in opened.activities if activity.catalogue_id in allowed]


def _rest(moment: Moment, opened: DecisionRow, kept: Sequence[Activity]) -> Moment:
    """Return the moment of drawing only the places that fell out, for the kept action."""
    places = len(opened.activities) - len(kept)
    names = {activity.catalogue_id for activity in kept}
    screening = dataclasses.replace(
        moment.screening,
        allowed_actions=(opened.action,),
        exploration_set=(opened.action,),
        allowed_activities=tuple(a for a in moment.screening.allowed_activities if a not in names),
    )
    minutes = moment.minutes - sum(activity.duration_minutes for activity in kept)
    return dataclasses.replace(
        moment,
        screening=screening,
        minutes=max(minutes, 0),
        slate_min=places,
        slate_max=places,
    )
