"""The published policies and populations, loaded once and kept while they may be asked for."""

from functools import lru_cache
from pathlib import Path

from models.policy.bundle import (
    Bundle,
    Current,
    Policy,
    load_policy,
    load_population,
    read_current,
)
from models.policy.posterior import Population

KEPT = 3


class Published:
    """Bundles under one root; `CURRENT` names the ones that decide."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._policy = lru_cache(maxsize=KEPT)(self._load_policy)
        self._population = lru_cache(maxsize=KEPT)(self._load_population)

    def current(self) -> Current | None:
        """Return what decides now; None while nothing was ever promoted."""
        return read_current(self._root)

    def bundle(self, current: Current) -> Bundle:
        """Return the bundle, from memory or disk; raise what `models.policy.bundle` raises."""
        return Bundle(
            self._policy(current.policy_version), self._population(current.population_version)
        )

    def report(self) -> bytes | None:
        """Return `policy-report.json` as the last promotion wrote it."""
        file = self._root / "policy-report.json"
        return file.read_bytes() if file.exists() else None

    def _load_policy(self, version: str) -> Policy:
        return load_policy(self._root, version)

    def _load_population(self, version: str) -> Population:
        return load_population(self._root, version)
