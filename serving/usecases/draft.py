"""A decision that was made and is not yet recorded."""

from dataclasses import dataclass

from serving.db.activities import Activity
from serving.db.decisions import DecisionRow
from serving.ladder import Outcome
from serving.usecases.moment import Moment


@dataclass(frozen=True, slots=True)
class Draft:
    """What was asked, what was drawn, and what stays of an open plan."""

    moment: Moment
    outcome: Outcome
    code_version: str
    replaced: DecisionRow | None = None
    """The open plan of which less is allowed now."""
    kept: tuple[Activity, ...] = ()
    """Its activities that stay."""
