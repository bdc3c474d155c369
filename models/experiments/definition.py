"""An experiment: its arms, what is pinned while it runs, and which arms were stopped."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.domain.decisions import ACTIONS, Decision
from models.learning.closing import WINDOW

RANDOM, POPULARITY, RULES, BANDIT = "random", "popularity", "rules", "bandit"
ARMS = (RANDOM, POPULARITY, RULES, BANDIT)
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""An id is also a file's name."""


class BadExperiment(ValueError):
    """A definition that can't be run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm and its share of the athletes, in parts."""

    name: str
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """The champion at the start: the bandit's policy, and every arm's slate ranker."""

    policy_version: str
    population_version: str
    """A copy of the champion's, under the arm's own learner."""
    encoder_version: str

    @property
    def learner(self) -> str:
        """Return the key of the bandit arm's own sums and states."""
        return f"{self.encoder_version}:{BANDIT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """What is fixed before the first athlete; only `stopped` and `popularity` change later."""

    id: str
    salt: str
    arms: tuple[Arm, ...]
    started_at: datetime
    horizon_days: int = 28
    planned_n: int
    """Athletes per arm at which the confidence sequence is tightest."""
    pinned: Pinned | None
    """None: no policy was ever promoted, so there is no bandit arm."""
    popularity: tuple[float, ...]
    """Score of each of the 12 actions."""
    stopped: dict[str, str] = field(default_factory=dict)
    """Arm -> why it was stopped."""
    simulated: bool = False

    def __post_init__(self) -> None:
        """Refuse what can't be run."""
        names = self.names
        if not NAME.fullmatch(self.id):
            raise BadExperiment(f"id {self.id!r}: lower-case letters, digits and dashes, up to 63")
        if len(set(names)) < len(names) or not {RULES} < set(names) <= set(ARMS):
            raise BadExperiment(f"arms {names}: rules and at least one other of {ARMS}, each once")
        if min(arm.weight for arm in self.arms) < 1 or min(self.planned_n, self.horizon_days) < 1:
            raise BadExperiment("weights, planned_n and horizon_days are at least 1")
        if BANDIT in names and self.pinned is None:
            raise BadExperiment("the bandit arm needs a promoted policy")
        if len(self.popularity) != ACTIONS or not set(self.stopped) <= set(names):
            raise BadExperiment("popularity has 12 scores, and only an arm can be stopped")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the arms' names in the order of the definition."""
        return tuple(arm.name for arm in self.arms)

    @property
    def window(self) -> timedelta:
        """Return how long after the assignment an athlete's outcome is known."""
        return timedelta(days=self.horizon_days) + WINDOW

    def decides(self, arm: str) -> str:
        """Return whose action an arm's athletes get: a stopped arm's fall to the rules."""
        return RULES if arm in self.stopped else arm


def arm_learns(decision: Decision, experiment: str) -> bool:
    """Say whether the bandit arm's learner takes a decision: the run-in, and its own."""
    own = decision.experiment == experiment and decision.variant == BANDIT
    return decision.experiment is None or own
