"""Squads of one and the same athlete on one and the same morning, and the luck of n at once."""

from dataclasses import replace
from typing import Any

import numpy as np

from models.simulator.latent import Latent, first_morning
from models.simulator.luck import CHANCE_COUNT, NORMAL_COUNT, Luck
from models.simulator.squad import Squad, squad_of
from models.simulator.truth import Traits


def luck_for(count: int, seed: int) -> Luck:
    """Return one day's luck of `count` athletes."""
    rng = np.random.default_rng(seed)
    normals = rng.standard_normal((count, NORMAL_COUNT))
    return Luck(normals, rng.random((count, CHANCE_COUNT)))


def copies(traits: Traits, count: int) -> Squad:
    """Return the same athlete `count` times."""
    return squad_of([traits] * count)


def morning(squad: Squad, **state: Any) -> Latent:
    """Return one usual morning for all of them; numbers of `state` are everybody's."""
    n = squad.size
    first = first_morning(squad, luck_for(n, 0))
    usual = {"wellbeing": 0.0, "sleep_h": float(squad.sleep_h[0]), **state}
    day = usual.pop("day", 0)
    whole = {"ill", "away", "injured", "incidents", "sport"}
    kept = {
        name: np.full(n, value, dtype=np.int64 if name in whole else np.float64)
        for name, value in usual.items()
    }
    return replace(first, day=day, **kept)
