"""The hash of what a world does: a small season of a fixed menu, independent of the catalogue.

Simulator parameters and worlds are committed before policy work (statistics.md 6): `worlds.json`
keeps for each the hash of its parameters and of these outcomes.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from models.domain.decisions import ACTIONS
from models.simulator.luck import luck_of
from models.simulator.plan import SLOTS, Menu
from models.simulator.season import Evening, Morning, Offers, season
from models.simulator.squad import squad_of
from models.simulator.truth import athlete
from models.simulator.worlds import WORLDS, World

FILE = Path(__file__).with_name("worlds.json")
SEED, ATHLETES, DAYS = 2026, 60, 45
MENU = Menu(
    kind=np.array([0, 0, 0, 0, 0, 1, 1, 2]),
    intensity=np.array([0, 1, 2, 1, 0, 0, 0, 0]),
    minutes=np.array([10.0, 20.0, 15.0, 12.0, 5.0, 8.0, 15.0, 10.0]),
    rpe=np.array([2.0, 4.5, 8.0, 6.0, 1.5, 1.0, 1.0, 1.0]),
)
DIGITS = 6
"""Of what is not whole: a last bit that another processor rounds otherwise changes nothing."""


def hashes(world: World) -> dict[str, str]:
    """Return the hashes of a world's parameters and of what comes of them."""
    return {"parameters": world.hash, "outcomes": outcomes_hash(world)}


@cache
def outcomes_hash(world: World) -> str:
    """Return the hash of a fixed season's outcomes."""
    people = [athlete(SEED, index, world) for index in range(ATHLETES)]
    luck = luck_of(SEED, range(ATHLETES), DAYS + 1)
    digest = hashlib.sha256()
    for evening in season(squad_of(people), MENU, luck, _in_turn):
        for values in _outcomes(evening):
            # -0.0 and 0.0 are one number
            digest.update((np.round(values.astype(np.float64), DIGITS) + 0.0).tobytes())
    return digest.hexdigest()[:16]


def frozen() -> Mapping[str, dict[str, str]]:
    """Return the committed hashes by world."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def freeze() -> None:
    """Commit to the worlds as they are now: a decision record says why they changed."""
    FILE.write_text(json.dumps({n: hashes(w) for n, w in WORLDS.items()}, indent=1) + "\n")


def _in_turn(morning: Morning) -> Offers:
    """Offer each athlete another action every day, and the menu from another place on."""
    turn = np.arange(ATHLETES) + morning.latent.day
    places = (turn[:, None] + np.arange(SLOTS)) % SLOTS
    places[:, 6:] = -1
    return turn % ACTIONS, places


def _outcomes(evening: Evening) -> list["np.ndarray[tuple[int, ...], np.dtype[np.generic]]"]:
    morning, said = evening.morning, evening.said
    latent, readings, checkin = morning.latent, morning.readings, morning.checkin
    return [
        *(said.completed, said.reported, said.before, said.after, said.difficulty),
        *(checkin.opens, checkin.speaks, checkin.mood, checkin.sleep_quality, checkin.stress),
        *(checkin.anxiety, checkin.soreness, checkin.pain, checkin.dizzy),
        *(readings.rmssd_ms, readings.sdnn_ms, readings.resting_hr, readings.lowest_hr),
        *(readings.sleep_h, readings.readiness, readings.temperature, readings.breaths),
        *(readings.efficiency, readings.steps, latent.trained_min, latent.sport),
        *(latent.wellbeing, latent.fatigue, latent.wear, latent.habit, latent.patience),
        *(latent.incidents, latent.ill, latent.away, latent.injured),
    ]
