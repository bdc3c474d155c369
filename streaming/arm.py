"""The bandit arm's own learner while an experiment runs: the run-in, then its own facts only."""

from pathlib import Path

import structlog

from models.experiments.definition import BANDIT, Experiment, Pinned
from models.experiments.running import read_running
from models.policy.bundle import load_policy, load_population
from streaming.champion import Pooled
from streaming.updates import Learner

log = structlog.get_logger()


class BanditArm:
    """Reads RUNNING.json at every batch, and the pinned folders once an experiment."""

    def __init__(self, published: Path) -> None:
        self._published = published
        self._held: tuple[tuple[str, Pinned], Pooled] | None = None

    def now(self) -> Pooled | None:
        """Return the arm's learner; None without one, or where it can't be read.

        The pooled learner goes on in any case; what the arm missed is learnt once it can be read.
        """
        try:
            running = read_running(self._published)
            if running is None or running.pinned is None or BANDIT not in running.names:
                return None
            return self._learner(running, running.pinned)
        except (OSError, ValueError, LookupError) as error:
            log.warning("experiment_unreadable", error=f"{type(error).__name__}: {error}")
            return None

    def _learner(self, running: Experiment, pinned: Pinned) -> Pooled:
        key = (running.id, pinned)
        if self._held is None or self._held[0] != key:
            encoder = load_policy(self._published, pinned.policy_version).encoder
            population = load_population(self._published, pinned.population_version)
            learner = Learner(encoder, pinned.learner, experiment=running.id)
            self._held = (key, Pooled(learner, population.hyper.gamma))
        return self._held[1]
