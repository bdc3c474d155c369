"""The worlds that policies are judged in: named, frozen sets of parameters (statistics.md 6).

What a world does not name here is the same in all of them and stands beside the code that uses
it; `worlds.json` keeps the hash of both, and a test compares.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What differs between worlds."""

    name: str
    effect: float
    """Of whatever a plan decides (action, activities, load), as a share of the base world's."""
    lasting: float
    """Share of an action's effect that time leaves."""
    half_life: float
    """Days in which the rest of it halves."""
    drift: float
    """Of everybody's adherence, logit a day (Oralytics: 67 % falls to 57 % in six weeks)."""
    leaving: float
    """Hazard a day of stopping for good, of a usual athlete."""
    watch: float
    """Share of people who wear one."""
    ring: float
    by_night: float
    """Share of watch wearers who sleep with it."""
    worn: float
    """Share of days on which a device is worn, outside of unworn weeks."""
    unworn: float
    """Chance a week that an athlete stops wearing anything; each such week goes on by 0.6."""
    illness: float
    """Hazard a day of falling ill."""
    travel: float
    """Hazard a day of a journey."""

    @property
    def hash(self) -> str:
        """Return the hash of the parameters."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


BASE = World(
    name="base",
    effect=1.0,
    lasting=0.35,
    half_life=14.0,
    drift=-0.012,
    leaving=0.0070,
    watch=0.75,
    ring=0.42,
    by_night=0.38,
    worn=0.93,
    unworn=0.05,
    illness=0.008,
    travel=0.012,
)
WORLDS: Mapping[str, World] = MappingProxyType(
    {
        "base": BASE,
        "weak": replace(BASE, name="weak", effect=1.0 / 3.0),
        "null": replace(BASE, name="null", effect=0.0),
        "harsh": replace(
            BASE,
            name="harsh",
            lasting=0.0,
            half_life=21.0,
            drift=-0.024,
            leaving=0.0086,
            watch=0.55,
            ring=0.28,
            worn=0.85,
            unworn=0.1,
            illness=0.016,
            travel=0.02,
        ),
    }
)
"""null: nothing that a plan decides moves anybody to do more or less of it."""
