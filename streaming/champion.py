"""The learner that decides now: what the stream learns for."""

from dataclasses import dataclass
from pathlib import Path

from models.policy.bundle import load_policy, load_population, read_current
from streaming.updates import Learner


class NothingServed(LookupError):
    """CURRENT is gone: a promoted policy must stay published."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """A learner that takes every fact, and how fast it forgets."""

    learner: Learner
    gamma: float


class Champion:
    """Reads CURRENT at every batch, and its folders only when it names others."""

    def __init__(self, published: Path) -> None:
        self._published = published
        self._held: tuple[tuple[str, str], Pooled] | None = None

    def now(self) -> Pooled:
        """Return the learner of CURRENT; raises NothingServed without one."""
        current = read_current(self._published)
        if current is None:
            raise NothingServed(f"no CURRENT under {self._published}")
        key = (current.policy_version, current.population_version)
        if self._held is None or self._held[0] != key:
            encoder = load_policy(self._published, key[0]).encoder
            gamma = load_population(self._published, key[1]).hyper.gamma
            self._held = (key, Pooled(Learner(encoder, current.learner), gamma))
        return self._held[1]
