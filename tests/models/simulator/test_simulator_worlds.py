"""The worlds are frozen: what is judged in them stays comparable."""

from dataclasses import replace

import numpy as np
import pytest

from models.simulator import fingerprint, wear
from models.simulator.fingerprint import frozen, hashes, outcomes_hash
from models.simulator.luck import luck_of
from models.simulator.season import Evening, season
from models.simulator.squad import squad_of
from models.simulator.truth import athlete
from models.simulator.worlds import BASE, WORLDS

CHANGED = (
    "the world {name} is not the frozen one. If that is meant: write a decision record that says "
    "why, look at the calibration test, run `python -m jobs.baselines --freeze` (it writes "
    "models/simulator/worlds.json and plays all baselines anew) and commit both files"
)


def test_there_are_four_worlds() -> None:
    assert list(WORLDS) == ["base", "weak", "null", "harsh"] == list(frozen())
    assert all(name == world.name for name, world in WORLDS.items())


@pytest.mark.parametrize("name", WORLDS)
def test_worlds_are_frozen(name: str) -> None:
    assert hashes(WORLDS[name]) == frozen()[name], CHANGED.format(name=name)


def test_every_parameter_changes_the_hashes() -> None:
    for name in ("effect", "lasting", "half_life", "drift", "leaving", "watch", "ring"):
        other = replace(BASE, **{name: getattr(BASE, name) * 0.5})
        assert other.hash != BASE.hash
        assert outcomes_hash(other) != outcomes_hash(BASE), name
    for name in ("by_night", "worn", "unworn", "illness", "travel"):
        other = replace(BASE, **{name: getattr(BASE, name) * 0.5})
        assert outcomes_hash(other) != outcomes_hash(BASE), name


def test_a_change_of_the_code_changes_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    before = outcomes_hash(BASE)
    monkeypatch.setattr(wear, "PER_WEAR", 0.9)
    monkeypatch.setattr(wear, "INCIDENT", 0.02)

    assert outcomes_hash.__wrapped__(BASE) != before


def played(name: str) -> list[Evening]:
    people = [athlete(3, index, WORLDS[name]) for index in range(300)]
    return list(season(squad_of(people), fingerprint.MENU, luck_of(3, range(300), 61), offered))


def offered(morning: object) -> tuple[np.ndarray, np.ndarray]:
    return np.full(300, 7), np.tile(np.array([0, 3, 4, 5, 7, -1, -1, -1]), (300, 1))


def test_harsh_is_harsher() -> None:
    base, harsh = played("base"), played("harsh")

    def stays(days: list[Evening]) -> float:
        return float(days[-1].morning.latent.here.mean())

    def measured(days: list[Evening]) -> float:
        return float(np.mean([np.isfinite(d.morning.readings.steps).mean() for d in days]))

    def ill(days: list[Evening]) -> float:
        return float(np.mean([(d.morning.latent.ill > 0).mean() for d in days]))

    def does(days: list[Evening]) -> float:
        return float(np.mean([d.said.completed[d.plan.offered].mean() for d in days[-14:]]))

    assert stays(harsh) < stays(base) - 0.03
    assert measured(harsh) < measured(base) - 0.1
    assert ill(harsh) > 1.4 * ill(base)
    assert does(harsh) < does(base)
