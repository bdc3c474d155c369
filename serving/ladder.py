"""The ladder: TorchServe, the same policy in process, rules by template, safe rest.

Rungs depend on the machine's state only, never on the athlete; each is flagged in the record.
The check after the draw may only fall to the rules, never redraw (statistics.md 2).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from models.policy.bundle import Current
from models.policy.decide import Choice, DecisionRequest, decide
from models.policy.rules import rules_choice, safe_rest
from serving.metrics import Metrics
from serving.policy_server import PolicyServer, Unavailable
from serving.published import Published

if TYPE_CHECKING:
    from serving.usecases.moment import Moment

log = structlog.get_logger(__name__)

RULES = "rules"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A choice, and who made it."""

    choice: Choice
    rung: str
    """champion | in_process | rules | safe_rest."""
    policy_name: str
    learner: str
    exploring: bool
    fell: str = ""
    """Why higher rungs gave no answer: `champion: ConnectError`."""


class Defect(RuntimeError):
    """A rung answered with something that the gate had removed."""
